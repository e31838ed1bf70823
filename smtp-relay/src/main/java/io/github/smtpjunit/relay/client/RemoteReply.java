package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.smtp.EnhancedStatusCode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a peer replied, or what the relay itself has to say instead: a code and a text that is fit to be shown.
 *
 * @param code 200 to 599
 * @param text the lines joined by spaces, enhanced status code included, printable US-ASCII only, bounded
 * @param said whether these are a peer's own words
 */
public record RemoteReply(int code, String text, boolean said) {

    private static final int MAX_TEXT = 480;
    private static final Pattern ENHANCED = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");
    private static final int CLOSING = 421; // RFC 5321 section 3.8

    /** What a peer has said. */
    public RemoteReply(int code, String text) {
        this(code, text, true);
    }

    /**
     * A problem of the relay's own finding, for example {@code 451, "4.4.1", "Connection refused"}. The text may be a
     * peer's.
     */
    public static RemoteReply of(int code, String enhanced, String text) {
        return new RemoteReply(code, printable(enhanced + " " + text), false);
    }

    /** The same, with the host that it is about, unless these are that host's own words. */
    public RemoteReply about(HostAddress host) {
        if (said) {
            return this;
        }
        String enhanced = enhancedStatusCode().map(status -> status + " ").orElse("");
        return new RemoteReply(code, printable(enhanced + host + ": " + text.substring(enhanced.length())), false);
    }

    /** A text of anybody's made fit for {@link #text()}. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_TEXT));
        for (int i = 0; i < text.length() && i < MAX_TEXT; i++) {
            char c = text.charAt(i);
            printable.append(c >= ' ' && c <= '~' ? c : c == '\t' ? ' ' : '?');
        }
        return printable.toString();
    }

    boolean isPositive() {
        return code < 400;
    }

    /** Whether a peer says good-bye by it (RFC 5321 section 3.8). */
    public boolean isFarewell() {
        return said && code == CLOSING;
    }

    public boolean isTransient() {
        return code / 100 == 4;
    }

    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** The enhanced status code at the start of the text (RFC 2034), if its class is that of the reply. */
    public Optional<EnhancedStatusCode> enhancedStatusCode() {
        String word = text.substring(0, text.indexOf(' ') < 0 ? text.length() : text.indexOf(' '));
        return ENHANCED.matcher(word).matches() && word.charAt(0) - '0' == code / 100
                ? Optional.of(EnhancedStatusCode.parse(word))
                : Optional.empty();
    }

    /** Returns the reply on one line, as it is shown in logs and reports. */
    @Override
    public String toString() {
        return code + " " + text;
    }
}
