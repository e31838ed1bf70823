package io.github.smtpjunit.jupiter;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Octets to text, whatever they are. */
final class Charsets {

    private Charsets() {}

    /** Decodes by a charset if there is one, else by the fallback if the octets allow it, else as Latin-1. */
    static String decode(byte[] octets, @Nullable Charset charset, Charset fallback) {
        if (charset != null) {
            return new String(octets, charset);
        }
        try {
            return fallback.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }
}
