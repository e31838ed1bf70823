package io.github.smtpjunit.mail;

/** The octets of a header field as text: UTF-8 (RFC 6532), or else windows-1252, decided for each field. */
final class FieldText {

    private FieldText() {}

    static String of(byte[] octets) {
        return Charsets.guess(octets).decode(octets);
    }

    static boolean isUtf8(byte[] octets) {
        return Charsets.isUtf8(octets);
    }
}
