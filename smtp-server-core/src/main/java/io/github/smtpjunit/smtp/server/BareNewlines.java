package io.github.smtpjunit.smtp.server;

/**
 * What becomes of a CR or LF that stands alone in mail data (RFC 5321 section 2.3.8). It never ends a line or the data, and is
 * never normalised.
 */
public enum BareNewlines {
    /** It is content like any other octet; right for capturing what a client really sends. */
    KEEP,
    /** The whole mail is refused with 554 5.6.0 after its end; right for a relay. */
    REFUSE
}
