package io.github.smtpjunit.mail;

import java.util.Locale;
import java.util.Set;

/** The places in a field where encoded-words are allowed (RFC 2047 section 5). */
enum FieldKind {

    /** Anywhere, as in Subject, and in fields that no RFC defines. */
    TEXT {
        @Override
        String decode(String value, Problems problems) {
            return EncodedWords.decode(value, problems);
        }
    },

    /** In names and comments, but not in the addresses or identifiers in angle brackets. */
    PHRASE {
        @Override
        String decode(String value, Problems problems) {
            StringBuilder decoded = new StringBuilder();
            int at = 0;
            while (at < value.length()) {
                int open = value.indexOf('<', at);
                int close = open < 0 ? -1 : value.indexOf('>', open);
                if (close < 0) {
                    break;
                }
                decoded.append(EncodedWords.decode(value.substring(at, open), problems))
                        .append(value, open, close + 1);
                at = close + 1;
            }
            return decoded.append(EncodedWords.decode(value.substring(at), problems))
                    .toString();
        }
    },

    /** Nowhere. */
    TOKENS {
        @Override
        String decode(String value, Problems problems) {
            if (!EncodedWords.decode(value, new Problems()).equals(value)) {
                problems.add(
                        "An encoded-word where RFC 2047 section 5 forbids it, not decoded: " + Problems.excerpt(value));
            }
            return value;
        }
    };

    private static final Set<String> PHRASES = Set.of(
            "from",
            "sender",
            "reply-to",
            "to",
            "cc",
            "bcc",
            "resent-from",
            "resent-sender",
            "resent-reply-to",
            "resent-to",
            "resent-cc",
            "resent-bcc",
            "disposition-notification-to",
            "return-receipt-to",
            "errors-to",
            "mail-followup-to",
            "mail-reply-to",
            "list-id");

    private static final Set<String> TOKEN_FIELDS = Set.of(
            "accept-language",
            "archived-at",
            "authentication-results",
            "auto-submitted",
            "autocrypt",
            "bimi-location",
            "bimi-selector",
            "content-base",
            "content-disposition",
            "content-duration",
            "content-features",
            "content-id",
            "content-language",
            "content-location",
            "content-md5",
            "content-transfer-encoding",
            "content-type",
            "date",
            "deferred-delivery",
            "delivery-date",
            "delivered-to",
            "dkim-signature",
            "domainkey-signature",
            "envelope-to",
            "expires",
            "expiry-date",
            "feedback-id",
            "importance",
            "in-reply-to",
            "latest-delivery-time",
            "list-archive",
            "list-help",
            "list-owner",
            "list-post",
            "list-subscribe",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "message-context",
            "message-id",
            "mime-version",
            "mt-priority",
            "obsoletes",
            "original-message-id",
            "original-recipient",
            "precedence",
            "priority",
            "received",
            "received-spf",
            "references",
            "reply-by",
            "require-recipient-valid-since",
            "resent-date",
            "resent-message-id",
            "return-path",
            "sensitivity",
            "sio-label",
            "supersedes",
            "tls-report-domain",
            "tls-report-submitter",
            "tls-required",
            "x-auto-response-suppress",
            "x-msmail-priority",
            "x-priority");

    abstract String decode(String value, Problems problems);

    static FieldKind of(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (TOKEN_FIELDS.contains(key) || key.startsWith("arc-")) {
            return TOKENS;
        }
        return PHRASES.contains(key) ? PHRASE : TEXT;
    }
}
