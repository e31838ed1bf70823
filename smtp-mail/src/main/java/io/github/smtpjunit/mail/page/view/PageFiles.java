package io.github.smtpjunit.mail.page.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The styles and scripts of the pages, from files of their own, and the policies that allow these scripts alone. */
final class PageFiles {

    static final String STYLE = read("page.css");
    static final String SCRIPT = read("theme.js") + read("page.js");

    /**
     * The frame of the mail obeys this policy too, besides its own. A mail is full of styles, so a hash for ours would
     * forbid its; for scripts nothing but the hash counts.
     */
    static final String POLICY = "default-src 'none'; script-src 'sha256-" + sha256(SCRIPT)
            + "'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

    /** The pages of tests, and the index of an album. */
    static final String ALBUM_STYLE = STYLE + read("album.css");

    static final String ALBUM_SCRIPT = read("theme.js") + read("album.js");

    /** Small pictures of mails are frames with files of the album, also on a disk. */
    static final String ALBUM_POLICY = "default-src 'none'; script-src 'sha256-" + sha256(ALBUM_SCRIPT)
            + "'; style-src 'unsafe-inline'; frame-src 'self' file:; form-action 'none'; base-uri 'none'";

    private PageFiles() {}

    private static String read(String name) {
        try (InputStream file = PageFiles.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("The file " + name + " of the page is missing in the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Each JDK has SHA-256", e);
        }
    }
}
