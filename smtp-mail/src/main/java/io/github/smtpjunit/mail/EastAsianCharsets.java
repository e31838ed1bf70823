package io.github.smtpjunit.mail;

import java.nio.charset.Charset;

/**
 * Charsets of East Asia as the WHATWG Encoding standard reads them, where the JDK reads some characters differently.
 */
final class EastAsianCharsets {

    private static final Charset CHINESE = Charset.forName("GB18030");
    private static final Charset HONG_KONG = Charset.forName("Big5-HKSCS");
    private static final Charset TAIWAN = Charset.forName("x-MS950-HKSCS");
    private static final Charset JAPANESE = Charset.forName("x-eucJP-Open");

    /** Characters of JIS X 0208 in the JDK, and those that Windows and the standard have instead. */
    private static final String JIS = "—〜‖−¢£¬";

    private static final String WINDOWS = "―～∥－￠￡￢";

    /** What the JDK and what the standard have for the octets A3 A0. */
    private static final char PRIVATE_SPACE = 0xe5e5;

    private static final char IDEOGRAPHIC_SPACE = 0x3000;

    /** GB 18030 in which a lone octet 0x80 is the euro sign, as in windows-936. */
    static final TextCharset GB18030 = new TextCharset("GB18030", EastAsianCharsets::gb18030);

    /** Big5 with the characters of Hong Kong, and with the signs of windows-950. */
    static final TextCharset BIG5 = new TextCharset("Big5-HKSCS", EastAsianCharsets::big5);

    /** EUC-JP with the signs of Windows, such as the wave dash. */
    static final TextCharset EUC_JP = new TextCharset("EUC-JP", EastAsianCharsets::eucJp);

    private EastAsianCharsets() {}

    private static String gb18030(byte[] octets) {
        StringBuilder text = new StringBuilder(octets.length);
        int start = 0;
        int at = 0;
        while (at < octets.length) {
            if (octets[at] == (byte) 0x80) {
                text.append(new String(octets, start, at - start, CHINESE)).append('€');
                start = at + 1;
            }
            at += gb18030Length(octets, at);
        }
        return text.append(new String(octets, start, octets.length - start, CHINESE))
                .toString()
                .replace(PRIVATE_SPACE, IDEOGRAPHIC_SPACE);
    }

    /** How many octets a character has: one, two, or four if the second one is a digit. */
    private static int gb18030Length(byte[] octets, int at) {
        if (!isLead(octets[at]) || at + 1 == octets.length) {
            return 1;
        }
        boolean digit = octets[at + 1] >= '0' && octets[at + 1] <= '9';
        return digit ? Math.min(4, octets.length - at) : 2;
    }

    private static String big5(byte[] octets) {
        StringBuilder text = new StringBuilder(octets.length);
        int start = 0;
        boolean signs = false; // whether the characters since the start are signs
        int at = 0;
        while (at < octets.length) {
            boolean pair = isLead(octets[at]) && at + 1 < octets.length;
            boolean sign = pair && (octets[at] == (byte) 0xa1 || octets[at] == (byte) 0xa2);
            if (sign != signs) {
                text.append(new String(octets, start, at - start, signs ? TAIWAN : HONG_KONG));
                start = at;
                signs = sign;
            }
            at += pair ? 2 : 1;
        }
        return text.append(new String(octets, start, octets.length - start, signs ? TAIWAN : HONG_KONG))
                .toString();
    }

    private static boolean isLead(byte octet) {
        int value = octet & 0xff;
        return value > 0x80 && value < 0xff;
    }

    private static String eucJp(byte[] octets) {
        String text = new String(octets, JAPANESE);
        for (int i = 0; i < JIS.length(); i++) {
            text = text.replace(JIS.charAt(i), WINDOWS.charAt(i));
        }
        return text;
    }
}
