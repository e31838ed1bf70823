package io.github.smtpjunit.mail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * A way to read octets as text.
 *
 * @param name its name in the text of problems
 * @param decoder never throws; octets that cannot be decoded become U+FFFD
 */
record TextCharset(String name, Function<byte[], String> decoder) {

    static TextCharset of(Charset charset) {
        return new TextCharset(charset.name(), octets -> new String(octets, charset));
    }

    /** A table for the octets from 0x80; lower octets are ASCII. */
    static TextCharset of(String name, String upperHalf) {
        return new TextCharset(name, octets -> {
            char[] text = new char[octets.length];
            for (int i = 0; i < octets.length; i++) {
                text[i] = octets[i] >= 0 ? (char) octets[i] : upperHalf.charAt(octets[i] & 0x7f);
            }
            return new String(text);
        });
    }

    /**
     * A charset with one octet for each character, as browsers read it. If the JDK has no character for an octet from
     * 0x80 to 0x9F, the octet is a control character, as in ISO 8859.
     */
    static TextCharset withControls(Charset charset) {
        StringBuilder upperHalf = new StringBuilder();
        for (int octet = 0x80; octet <= 0xff; octet++) {
            String text = new String(new byte[] {(byte) octet}, charset);
            upperHalf.append(octet < 0xa0 && text.equals("\ufffd") ? String.valueOf((char) octet) : text);
        }
        return of(charset.name(), upperHalf.toString());
    }

    String decode(byte[] octets) {
        return decoder.apply(octets);
    }

    /** Returns whether all octets are characters in it. A replacement character that the sender wrote is one. */
    boolean fits(byte[] octets) {
        return switch (name) {
            case "us-ascii" -> isSound(octets, StandardCharsets.US_ASCII);
            case "UTF-8" -> isSound(octets, StandardCharsets.UTF_8);
            default -> decode(octets).indexOf('\ufffd') < 0;
        };
    }

    /** Returns whether octets are valid in a charset of the JDK. */
    static boolean isSound(byte[] octets, Charset charset) {
        try {
            charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
