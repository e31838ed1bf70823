package io.github.smtpjunit.relay.web;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer over HTTP: status, header fields and body. Immutable, but for a stream that can be sent once. */
public final class Response {

    /** The length of a body that ends when its writer has written all. */
    private static final long UNKNOWN = -1;

    private static final int MAX_NAME = 120;

    /** A body that is ready to be sent. */
    public interface Body extends Closeable {
        /** Writes all of it. */
        void writeTo(OutputStream out) throws IOException;

        /** Closes what it reads from. */
        @Override
        default void close() throws IOException {}
    }

    /** Makes a body ready. */
    private interface Source {
        Body open() throws IOException;
    }

    private final int status;
    private final Map<String, String> headers;
    private final long length;
    private final Source source;

    private Response(int status, Map<String, String> headers, long length, Source source) {
        this.status = status;
        this.headers = headers;
        this.length = length;
        this.source = source;
    }

    /** Returns octets of a type. */
    public static Response of(String type, byte[] octets) {
        return new Response(200, Map.of("Content-Type", type), octets.length, () -> out -> out.write(octets));
    }

    /** Returns text of a type, in UTF-8. */
    public static Response of(String type, String text) {
        return of(type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a value as JSON, as {@link Json#of} writes it. */
    public static Response json(@Nullable Object value) {
        return of("application/json", (Json.of(value) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns an answer without a body. */
    public static Response nothing() {
        return new Response(204, Map.of(), 0, () -> out -> {});
    }

    /** Opens a stream. */
    public interface Stream {
        /**
         * Opens it.
         *
         * @throws IOException if it is no longer there; that is answered by 404
         */
        InputStream open() throws IOException;
    }

    /** Returns a stream of known length. It is opened before anything is sent. */
    public static Response stream(String type, long length, Stream stream) {
        return new Response(200, Map.of("Content-Type", type), length, () -> new Copy(stream.open()));
    }

    private record Copy(InputStream in) implements Body {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            in.transferTo(out);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Returns a body that goes on until its writer ends, or the client goes. */
    public static Response stream(String type, Body body) {
        return new Response(200, Map.of("Content-Type", type), UNKNOWN, () -> body);
    }

    /** Returns the same with another status. */
    public Response status(int another) {
        return new Response(another, headers, length, source);
    }

    /** Returns the same with a header field, in place of one of that name. */
    public Response header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, length, source);
    }

    /**
     * Returns the same as a file that a browser saves and never shows. The name loses what a file system or a reader
     * could take for something else: slashes, controls, marks that turn the direction of text.
     */
    public Response attachment(String name) {
        StringBuilder ascii = new StringBuilder();
        StringBuilder extended = new StringBuilder(); // RFC 8187
        String safe = safe(name);
        for (byte octet : safe.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean isPlain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0;
            ascii.append(isPlain || c == ' ' ? c : '_');
            extended.append(isPlain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return header(
                "Content-Disposition",
                "attachment; filename=\"" + ascii + "\""
                        + (ascii.toString().equals(safe) ? "" : "; filename*=UTF-8''" + extended));
    }

    private static String safe(String name) {
        StringBuilder safe = new StringBuilder();
        name.codePoints()
                .limit(MAX_NAME)
                .forEach(c -> safe.appendCodePoint(Json.isShown(c) && "/\\:*?<>|\"".indexOf(c) < 0 ? c : '_'));
        String stripped = safe.toString().strip();
        return stripped.isEmpty() || stripped.chars().allMatch(c -> c == '.') ? "file" : stripped;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** Returns the length in octets, negative if it is not known. */
    long length() {
        return length;
    }

    /** Makes the body ready. What fails here is answered; what fails later breaks the answer off. */
    Body open() throws IOException {
        return source.open();
    }
}
