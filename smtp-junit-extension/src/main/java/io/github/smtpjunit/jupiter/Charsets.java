package io.github.smtpjunit.jupiter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Octets to text, whatever they are. */
final class Charsets {

    private Charsets() {}

    /** Decodes by a charset if there is one, else as UTF-8 if the octets are that, else as Latin-1. */
    static String decode(byte[] octets, @Nullable Charset charset) {
        Charset guess = isUtf8(octets) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return new String(octets, charset == null ? guess : charset);
    }

    /** Tells whether octets can be UTF-8, as those of ASCII can. */
    static boolean isUtf8(byte[] octets) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
