package io.github.smtpjunit.mail;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The value of a Content-Type or Content-Disposition field (RFC 2045 section 5.1, RFC 2183).
 *
 * @param value the text before the parameters, in lower case; may be empty
 * @param parameters by names in lower case, decoded (RFC 2231)
 */
record ContentField(String value, Map<String, String> parameters) {

    /** Reads a field. What breaks a rule is added to the problems, and the rest is still read. */
    static ContentField read(String name, String unfolded, Problems problems) {
        ParameterScanner scanner = new ParameterScanner(unfolded);
        String value = scanner.value().toLowerCase(Locale.ROOT);
        Parameters parameters = new Parameters();
        while (scanner.next()) {
            parameters.add(scanner.name(), scanner.text());
        }
        ContentField field = new ContentField(value, parameters.decoded());
        if (scanner.isMended() || parameters.isMended()) {
            problems.add("The field " + name + " breaks a rule: " + Problems.excerpt(unfolded));
        }
        return field;
    }

    /** The value of a parameter; a blank value counts as absent. */
    Optional<String> parameter(String name) {
        String text = parameters.getOrDefault(name, "").strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
