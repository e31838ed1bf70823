package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which ESMTP parameters may stand behind MAIL and RCPT, and what their values look like. */
final class ParameterRules {

    private static final Pattern XTEXT = Pattern.compile("([!-*,-<>-~]|\\+[0-9A-F]{2})+"); // RFC 3461 section 4

    /** An address type and an address in xtext, which may hold Unicode for one type (RFC 3461 section 4.2, RFC 6533 section 3). */
    private static final Pattern ORIGINAL_RECIPIENT = Pattern.compile("[A-Za-z0-9-]+;([!-*,-<>-~]|\\+[0-9A-F]{2})+"
            + "|(?i:utf-8);([!-*,-<>-~\\x{A0}-\\x{10FFFF}]|\\+[0-9A-F]{2})+");

    private static final Map<String, Rule> MAIL = Map.of(
            "SIZE", Rule.value(ServiceExtension.SIZE, "\\d{1,20}"), // RFC 1870 section 3
            "BODY", new Rule(null, ParameterRules::isBody),
            "SMTPUTF8", new Rule(ServiceExtension.SMTPUTF8, value -> value == null), // RFC 6531 section 3.4
            "AUTH", new Rule(ServiceExtension.AUTH, ParameterRules::isXtext), // RFC 4954 section 5
            "RET", Rule.value(ServiceExtension.DSN, "(?i)FULL|HDRS"), // RFC 3461 section 4.3
            "ENVID", new Rule(ServiceExtension.DSN, value -> isXtext(value) && value.length() <= 100));

    private static final Map<String, Rule> RCPT = Map.of(
            "NOTIFY",
            Rule.value(ServiceExtension.DSN, "(?i)NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY)){0,2}"),
            "ORCPT",
            new Rule(ServiceExtension.DSN, ParameterRules::isOriginalRecipient));

    private ParameterRules() {}

    /**
     * What a parameter needs.
     *
     * @param extension the extension that must be offered, null if the value decides
     * @param value the test of the value
     */
    private record Rule(@Nullable ServiceExtension extension, Predicate<@Nullable String> value) {

        static Rule value(ServiceExtension extension, String regex) {
            Pattern pattern = Pattern.compile(regex);
            return new Rule(
                    extension, value -> value != null && pattern.matcher(value).matches());
        }
    }

    static Optional<Reply> checkMail(EsmtpParameters parameters, ServerConfig config) {
        return check(parameters, MAIL, config);
    }

    static Optional<Reply> checkRcpt(EsmtpParameters parameters, ServerConfig config) {
        return check(parameters, RCPT, config);
    }

    private static Optional<Reply> check(EsmtpParameters parameters, Map<String, Rule> rules, ServerConfig config) {
        for (Parameter parameter : parameters.list()) {
            Rule rule = rules.get(parameter.keyword());
            if (rule == null || !isOffered(parameter, rule, config)) {
                return Optional.of(Replies.PARAMETER_UNKNOWN); // RFC 5321 section 4.1.1.11
            }
            if (!rule.value().test(parameter.value())) {
                return Optional.of(Replies.PARAMETER_SYNTAX);
            }
        }
        return Optional.empty();
    }

    private static boolean isOffered(Parameter parameter, Rule rule, ServerConfig config) {
        if (parameter.keyword().equals("BODY")) {
            boolean binary = "BINARYMIME".equalsIgnoreCase(parameter.value());
            return config.offers(binary ? ServiceExtension.BINARY_MIME : ServiceExtension.EIGHT_BIT_MIME);
        }
        return rule.extension() == null || config.offers(rule.extension());
    }

    private static boolean isBody(@Nullable String value) {
        return value != null && value.matches("(?i)7BIT|8BITMIME|BINARYMIME"); // RFC 6152, RFC 3030
    }

    private static boolean isXtext(@Nullable String value) {
        return value != null && XTEXT.matcher(value).matches();
    }

    private static boolean isOriginalRecipient(@Nullable String value) {
        return value != null
                && value.length() <= 500
                && ORIGINAL_RECIPIENT.matcher(value).matches();
    }
}
