package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.client.DomainNames;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.SessionInfo;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes the {@code Received} field that each relay puts on top of a mail (RFC 5321 section 4.4). */
final class TraceField {

    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?");
    private static final Pattern LITERAL = Pattern.compile("\\[(IPv6:)?[0-9A-Fa-f:.]{2,45}]", Pattern.CASE_INSENSITIVE);
    private static final int MAX_STRANGE_NAME = 60;

    private TraceField() {}

    /**
     * Writes the field.
     *
     * @param session the session by which the mail came
     * @param envelope decides whether UTF-8 is allowed in the field, and which recipient is named if there is only one
     * @param hostname the relay's name
     * @param id the mail's name in the spool
     * @param time when the mail came in
     * @return the octets with the final CR LF, to go before the content
     */
    static byte[] octets(SessionInfo session, Envelope envelope, String hostname, String id, Instant time) {
        StringBuilder field = new StringBuilder("Received:");
        clause(field, from(session, envelope.isSmtpUtf8()));
        clause(
                field,
                List.of("by", HeaderText.clean(hostname, 255, false), "with", protocol(session, envelope)),
                tls(session));
        clause(field, List.of("id", id), recipient(envelope));
        field.append(';');
        clause(field, List.of(HeaderText.date(time)));
        return field.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the field for a mail that came from this very program. */
    static byte[] octets(String hostname, String id, Instant time) {
        StringBuilder field = new StringBuilder("Received:");
        clause(field, List.of("by", HeaderText.clean(hostname, 255, false), "id", id));
        field.append(';');
        clause(field, List.of(HeaderText.date(time)));
        return field.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Starts a line for each clause but the first, so that people can read the field too. */
    private static void clause(StringBuilder field, List<String> words, List<String> more) {
        if (field.indexOf(" ") > 0) {
            field.append("\r\n\t");
        }
        HeaderText.appendFolded(field, words);
        HeaderText.appendFolded(field, more);
    }

    private static void clause(StringBuilder field, List<String> words) {
        clause(field, words, List.of());
    }

    private static List<String> from(SessionInfo session, boolean utf8) {
        String literal = literal(session.remoteAddress().getAddress());
        String helo = session.heloName().orElse("");
        boolean usable = isName(helo, utf8) || LITERAL.matcher(helo).matches();
        List<String> words = new ArrayList<>(List.of("from", usable ? helo : literal));
        Optional<String> name = session.remoteName().filter(found -> isName(found, utf8));
        name.ifPresent(found -> words.add("(" + found));
        words.add((name.isPresent() ? "" : "(") + literal + ")");
        if (!usable) { // it may hold anything: what could end the comment, or a line, is no longer in it
            words.add("(HELO " + HeaderText.clean(helo, MAX_STRANGE_NAME, false).replaceAll("[()\\\\]", "?") + ")");
        }
        return words;
    }

    private static boolean isName(String text, boolean utf8) {
        return DOMAIN.matcher(text).matches()
                || (utf8
                        && DomainNames.ascii(text).isPresent()
                        && text.codePoints().allMatch(c -> c < 0x80 || Character.isLetterOrDigit(c)));
    }

    /** RFC 5321 section 4.1.3. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return address instanceof Inet6Address
                ? "[IPv6:" + (zone < 0 ? text : text.substring(0, zone)) + "]"
                : "[" + text + "]";
    }

    /** RFC 3848, and RFC 6531 section 4.3 for mail with SMTPUTF8. */
    private static String protocol(SessionInfo session, Envelope envelope) {
        String word = session.protocol();
        if (!envelope.isSmtpUtf8()) {
            return word;
        }
        return "UTF8" + (word.startsWith("E") ? word.substring(1) : word);
    }

    private static List<String> tls(SessionInfo session) {
        return session.tls()
                .map(tls -> List.of("(" + tls.protocol(), tls.cipherSuite() + ")"))
                .orElse(List.of());
    }

    /** Named only where it is the only one: the others must not learn of it (RFC 5321 section 7.2). */
    private static List<String> recipient(Envelope envelope) {
        if (envelope.recipients().size() != 1) {
            return List.of();
        }
        var path = envelope.recipients().get(0).path();
        return path.mailbox().isInternationalized() && !envelope.isSmtpUtf8()
                ? List.of()
                : List.of("for", path.toString());
    }
}
