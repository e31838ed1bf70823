package io.github.smtpjunit.mail;

import java.util.Locale;

/** The transfer encoding of a part (RFC 2045 section 6). */
final class TransferEncoding {

    static final String NONE = "7bit";

    private TransferEncoding() {}

    /** The encoding that a field names, in lower case. */
    static String named(String field) {
        String label = Comments.removed(field).strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < label.length() && " \t;,".indexOf(label.charAt(end)) < 0) {
            end++;
        }
        return end == 0 ? NONE : label.substring(0, end);
    }

    /** Decodes a body; a body in an unknown encoding stays as it is (section 6.4). */
    static byte[] decode(Octets body, String encoding, Problems problems) {
        return switch (encoding) {
            case "base64" -> Base64Content.decode(body, problems);
            case "quoted-printable" -> QuotedPrintable.decode(body, problems);
            case "7bit", "8bit", "binary" -> body.toArray();
            default -> {
                problems.add("Unknown transfer encoding " + Problems.excerpt(encoding) + ": octets as they were sent");
                yield body.toArray();
            }
        };
    }

    static boolean changesOctets(String encoding) {
        return encoding.equals("base64") || encoding.equals("quoted-printable");
    }
}
