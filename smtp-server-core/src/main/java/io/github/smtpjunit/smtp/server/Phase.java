package io.github.smtpjunit.smtp.server;

/** A point in a session at which the server answers, or at which a client can fail. */
public enum Phase {
    /** Between the accept and the greeting. */
    CONNECT,
    /** EHLO or HELO, in LMTP LHLO. */
    EHLO,
    /** The STARTTLS command. */
    STARTTLS,
    /** The TLS handshake, after STARTTLS or at once. */
    TLS_HANDSHAKE,
    /** Any step of the AUTH exchange. */
    AUTH,
    /** The MAIL command. */
    MAIL,
    /** A RCPT command. */
    RCPT,
    /** The DATA command. */
    DATA,
    /** While the content is sent, after DATA or by BDAT. */
    BODY,
    /** The final dot, or the end of the last chunk: the mail's own reply. */
    END_OF_DATA,
    /** A BDAT command and its chunk. */
    BDAT,
    /** The RSET command. */
    RSET,
    /** The NOOP command. */
    NOOP,
    /** The VRFY command. */
    VRFY,
    /** The EXPN command. */
    EXPN,
    /** The HELP command. */
    HELP,
    /** The QUIT command. */
    QUIT,
    /** The XCLIENT command. */
    XCLIENT,
    /** The XFORWARD command. */
    XFORWARD,
    /** A line that is no command. */
    UNKNOWN,
    /** Between commands. */
    IDLE
}
