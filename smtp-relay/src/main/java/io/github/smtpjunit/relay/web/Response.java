package io.github.smtpjunit.relay.web;

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

    /** Writes a body. */
    public interface Body {
        /** Writes all of it. */
        void writeTo(OutputStream out) throws IOException;
    }

    private final int status;
    private final Map<String, String> headers;
    private final long length;
    private final Body body;

    private Response(int status, Map<String, String> headers, long length, Body body) {
        this.status = status;
        this.headers = headers;
        this.length = length;
        this.body = body;
    }

    /** Returns octets of a type. */
    public static Response of(String type, byte[] octets) {
        return new Response(200, Map.of("Content-Type", type), octets.length, out -> out.write(octets));
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
        return new Response(204, Map.of(), 0, out -> {});
    }

    /** Opens a stream. */
    public interface Source {
        /** Opens it. */
        InputStream open() throws IOException;
    }

    /** Returns a stream of known length. */
    public static Response stream(String type, long length, Source source) {
        return new Response(200, Map.of("Content-Type", type), length, out -> {
            try (InputStream in = source.open()) {
                in.transferTo(out);
            }
        });
    }

    /** Returns a body that goes on until its writer ends, or the client goes. */
    public static Response stream(String type, Body body) {
        return new Response(200, Map.of("Content-Type", type), UNKNOWN, body);
    }

    /** Returns the same with another status. */
    public Response status(int another) {
        return new Response(another, headers, length, body);
    }

    /** Returns the same with a header field, in place of one of that name. */
    public Response header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, length, body);
    }

    /** Returns the same as a file that a browser saves and never shows; the name is made safe. */
    public Response attachment(String name) {
        StringBuilder ascii = new StringBuilder();
        StringBuilder extended = new StringBuilder(); // RFC 8187
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean isPlain =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.".indexOf(c) >= 0;
            ascii.append(isPlain || c == ' ' ? c : '_');
            extended.append(isPlain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return header(
                "Content-Disposition",
                "attachment; filename=\"" + ascii + "\""
                        + (ascii.toString().equals(name) ? "" : "; filename*=UTF-8''" + extended));
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

    void writeTo(OutputStream out) throws IOException {
        body.writeTo(out);
    }
}
