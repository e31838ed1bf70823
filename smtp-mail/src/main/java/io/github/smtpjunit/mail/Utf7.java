package io.github.smtpjunit.mail;

/** UTF-7 (RFC 2152), which the JDK does not have. Text that is not part of an encoded run stands for itself. */
final class Utf7 {

    static final TextCharset CHARSET = new TextCharset("utf-7", Utf7::decode);

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private Utf7() {}

    private static String decode(byte[] octets) {
        StringBuilder text = new StringBuilder(octets.length);
        int at = 0;
        while (at < octets.length) {
            char c = (char) (octets[at++] & 0xff);
            if (c != '+') {
                text.append(c);
            } else if (at < octets.length && octets[at] == '-') {
                text.append('+');
                at++;
            } else {
                at = shifted(octets, at, text);
            }
        }
        return text.toString();
    }

    /** UTF-16 in base64, up to the first octet that is not base64. If this octet is a minus, it belongs to the run. */
    private static int shifted(byte[] octets, int start, StringBuilder text) {
        int at = start;
        int bits = 0;
        int count = 0;
        while (at < octets.length && BASE64.indexOf(octets[at]) >= 0) {
            bits = bits << 6 | BASE64.indexOf(octets[at++]);
            count += 6;
            if (count >= 16) {
                count -= 16;
                text.append((char) (bits >>> count));
                bits &= (1 << count) - 1;
            }
        }
        return at > start && at < octets.length && octets[at] == '-' ? at + 1 : at;
    }
}
