package io.github.smtpjunit.smtp;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The replies that the server gives and the common ones that policies and faults give, each named once. */
public final class Replies {

    // Success, and the way on (2yz, 3yz)

    /** The reply to a RSET, and to whatever else needs no words. */
    public static final Reply OK = constant(250, "2.0.0", "OK");
    /** The reply to an accepted MAIL. */
    public static final Reply SENDER_OK = constant(250, "2.1.0", "Sender OK");
    /** The reply to an accepted RCPT. */
    public static final Reply RECIPIENT_OK = constant(250, "2.1.5", "Recipient OK");
    /** The reply to a mail that is stored. */
    public static final Reply MAIL_ACCEPTED = constant(250, "2.6.0", "Mail accepted");
    /** The reply to a chunk that is not the last one (RFC 3030). */
    public static final Reply CHUNK_OK = constant(250, "2.0.0", "Chunk received");
    /** The reply to VRFY of a server that does not tell (RFC 5321 section 7.3). */
    public static final Reply CANNOT_VERIFY = constant(252, "2.1.5", "Cannot verify, but will take mail and try");
    /** The reply to QUIT. */
    public static final Reply BYE = constant(221, "2.0.0", "Bye");
    /** The reply to STARTTLS, after which the handshake starts. */
    public static final Reply READY_FOR_TLS = constant(220, "2.0.0", "Ready to start TLS");
    /** The reply to an AUTH that succeeded. */
    public static final Reply AUTHENTICATED = constant(235, "2.7.0", "Authentication succeeded");
    /** The reply to DATA, after which the content follows. */
    public static final Reply SEND_CONTENT = Reply.of(354, "Start mail input; end with <CRLF>.<CRLF>");

    // Transient failures (4yz)

    /** A TLS handshake where clear text is spoken; the connection closes. */
    public static final Reply NOT_TLS = constant(421, "4.7.0", "This port speaks clear text: use STARTTLS, not TLS");
    /** The server is being stopped. */
    public static final Reply SHUTTING_DOWN = constant(421, "4.3.2", "Server is shutting down");
    /** The service is out of order for now. */
    public static final Reply SERVICE_UNAVAILABLE = constant(421, "4.3.2", "Service not available");
    /** The server has a defect, which ends the session. */
    public static final Reply SERVER_FAILED = constant(421, "4.3.0", "Local error, closing the connection");
    /** More clients than the server serves at a time. */
    public static final Reply TOO_MANY_CONNECTIONS = constant(421, "4.7.0", "Too many connections");
    /** An idle client gives way to another one. */
    public static final Reply GIVES_WAY =
            constant(421, "4.7.0", "Too many connections, and this one is idle: come again");
    /** Too many mistakes in one session. */
    public static final Reply TOO_MANY_ERRORS = constant(421, "4.7.0", "Too many errors");
    /** More mails than the server takes over one connection (RFC 9422 section 4.1); the client connects again. */
    public static final Reply TOO_MANY_MAILS = constant(421, "4.7.0", "Too many mails in one connection");
    /** Another AUTH after too many failed ones in one session. */
    public static final Reply TOO_MANY_AUTH_ATTEMPTS = constant(421, "4.7.0", "Too many failed authentications");
    /** The client was silent for too long. */
    public static final Reply IDLE_TIMEOUT = constant(421, "4.4.2", "Idle for too long");
    /** The recipient's mailbox is in use. */
    public static final Reply MAILBOX_BUSY = constant(450, "4.2.1", "Mailbox busy");
    /** A handler or policy failed. */
    public static final Reply LOCAL_ERROR = constant(451, "4.3.0", "Local error in processing");
    /** Come back after a while. */
    public static final Reply GREYLISTED = constant(451, "4.7.1", "Greylisted, try again later");
    /** No room for the mail. */
    public static final Reply INSUFFICIENT_STORAGE = constant(452, "4.3.1", "Insufficient system storage");
    /** More mail in a span of time than the server takes. */
    public static final Reply RATE_LIMITED = constant(450, "4.7.1", "Too much mail, slow down");
    /** More recipients than the server takes in one transaction; the client sends the rest in the next one. */
    public static final Reply TOO_MANY_RECIPIENTS = constant(452, "4.5.3", "Too many recipients");
    /** TLS is not available for now. */
    public static final Reply TLS_UNAVAILABLE = constant(454, "4.7.0", "TLS not available");
    /** Authentication is not available for now. */
    public static final Reply AUTH_UNAVAILABLE = constant(454, "4.7.0", "Temporary authentication failure");

    // Mistakes of the client (50z, 555)

    /** A command that the server does not know. */
    public static final Reply COMMAND_UNKNOWN = constant(500, "5.5.2", "Command not recognized");
    /** A command line with a CR or LF that stands alone. */
    public static final Reply LINE_BARE_NEWLINE =
            constant(500, "5.5.2", "Line must end in CR LF, not in CR or LF alone");
    /** A command line with control characters, NUL among them. */
    public static final Reply LINE_HAS_CONTROLS = constant(500, "5.5.2", "Line must not have control characters");
    /** A command line in another charset, such as Latin-1. */
    public static final Reply LINE_NOT_UTF8 = constant(500, "5.5.2", "Line must be UTF-8");
    /** A command line longer than the limit. */
    public static final Reply LINE_TOO_LONG = constant(500, "5.5.6", "Line too long");
    /** An argument where none belongs. */
    public static final Reply NO_ARGUMENT_ALLOWED = constant(501, "5.5.4", "No argument allowed");
    /** The argument is missing. */
    public static final Reply ARGUMENT_MISSING = constant(501, "5.5.4", "Argument missing");
    /** EHLO, HELO or LHLO with more than a name behind it. */
    public static final Reply HELLO_SYNTAX = constant(501, "5.5.4", "Syntax: one host name or address literal");
    /** A MAIL command of another form. */
    public static final Reply MAIL_SYNTAX = constant(501, "5.5.4", "Syntax: MAIL FROM:<address> [parameters]");
    /** A RCPT command of another form. */
    public static final Reply RCPT_SYNTAX = constant(501, "5.5.4", "Syntax: RCPT TO:<address> [parameters]");
    /** A BDAT command of another form; the connection closes, since the chunk's end is unknown. */
    public static final Reply BDAT_SYNTAX = constant(501, "5.5.4", "Syntax: BDAT size [LAST]");
    /** A parameter whose form or value is wrong, or that comes twice. */
    public static final Reply PARAMETER_SYNTAX = constant(501, "5.5.4", "Bad parameter");
    /** A parameter that belongs to no offered extension. */
    public static final Reply PARAMETER_UNKNOWN = constant(555, "5.5.4", "Parameter not recognized");
    /** A command that the server does not implement or that is switched off. */
    public static final Reply NOT_IMPLEMENTED = constant(502, "5.5.1", "Command not implemented");
    /** A transaction or extension before EHLO or HELO. */
    public static final Reply GREET_FIRST = constant(503, "5.5.1", "Send EHLO first");
    /** A transaction or extension before LHLO, on an LMTP server. */
    public static final Reply GREET_FIRST_LMTP = constant(503, "5.5.1", "Send LHLO first");
    /** EHLO or HELO to an LMTP server (RFC 2033 section 4.1). */
    public static final Reply LHLO_ONLY = constant(500, "5.5.1", "This is LMTP: send LHLO");
    /** MAIL within a transaction. */
    public static final Reply NESTED_MAIL = constant(503, "5.5.1", "Mail transaction already open");
    /** RCPT, DATA or BDAT outside a transaction. */
    public static final Reply MAIL_FIRST = constant(503, "5.5.1", "Send MAIL first");
    /** DATA or BDAT without any RCPT. */
    public static final Reply RECIPIENT_FIRST = constant(503, "5.5.1", "Send RCPT first");
    /** DATA or BDAT after every RCPT was refused. */
    public static final Reply NO_VALID_RECIPIENTS = constant(554, "5.5.1", "No valid recipients");
    /** Another command where only BDAT, NOOP, RSET or QUIT may come. */
    public static final Reply CHUNK_EXPECTED = constant(503, "5.5.1", "Send the next chunk by BDAT, or RSET");
    /** DATA for content that was announced as BINARYMIME (RFC 3030 section 3). */
    public static final Reply BINARY_NEEDS_CHUNKS = constant(503, "5.5.1", "BINARYMIME needs BDAT");
    /** A command that may not come within a transaction. */
    public static final Reply NOT_IN_TRANSACTION = constant(503, "5.5.1", "Not allowed within a mail transaction");
    /** STARTTLS within TLS. */
    public static final Reply TLS_ALREADY_ACTIVE = constant(503, "5.5.1", "TLS already active");
    /** AUTH after a successful AUTH (RFC 4954 section 4). */
    public static final Reply ALREADY_AUTHENTICATED = constant(503, "5.5.1", "Already authenticated");
    /** A client that did not wait for the greeting (RFC 5321 section 4.3.1); the connection closes. */
    public static final Reply SPOKE_TOO_EARLY = constant(554, "5.5.1", "Client spoke before the greeting");
    /** An HTTP request; the connection closes. */
    public static final Reply NOT_HTTP = constant(421, "4.7.0", "This is SMTP, not HTTP");

    // Refusals (5yz)

    /** A command that needs TLS, before STARTTLS, on a server that requires it (RFC 3207 section 4). */
    public static final Reply STARTTLS_FIRST = constant(530, "5.7.0", "Must issue a STARTTLS command first");
    /** A command for mails or addresses, before AUTH, on a server that requires it (RFC 4954 section 6). */
    public static final Reply AUTH_FIRST = constant(530, "5.7.0", "Authentication required");
    /** An AUTH exchange that the client broke off with {@code *}. */
    public static final Reply AUTH_CANCELLED = constant(501, "5.7.0", "Authentication cancelled");
    /** An AUTH line that is not base64. */
    public static final Reply AUTH_NOT_BASE64 = constant(501, "5.5.2", "Cannot decode base64");
    /** An AUTH response that is not of its mechanism's form. */
    public static final Reply AUTH_MALFORMED = constant(501, "5.5.2", "Malformed authentication response");
    /** An initial response where the server speaks first (RFC 4954 section 4). */
    public static final Reply AUTH_SERVER_FIRST = constant(501, "5.7.0", "Mechanism takes no initial response");
    /** An AUTH line longer than the limit (RFC 4954 section 4). */
    public static final Reply AUTH_TOO_LONG = constant(500, "5.5.6", "Authentication exchange line too long");
    /** An AUTH mechanism that is not offered. */
    public static final Reply MECHANISM_UNKNOWN = constant(504, "5.5.4", "Authentication mechanism not offered");
    /** A mechanism too weak for the user. */
    public static final Reply MECHANISM_TOO_WEAK = constant(534, "5.7.9", "Authentication mechanism is too weak");
    /** Wrong user or password. */
    public static final Reply CREDENTIALS_INVALID = constant(535, "5.7.8", "Authentication credentials invalid");
    /** AUTH without TLS on a server that does not allow it. */
    public static final Reply ENCRYPTION_REQUIRED =
            constant(538, "5.7.11", "Encryption required for this authentication mechanism");
    /** A recipient that does not exist. */
    public static final Reply NO_SUCH_USER = constant(550, "5.1.1", "No such user");
    /** XCLIENT or XFORWARD of a client that is not trusted with it. */
    public static final Reply NOT_A_GATEWAY = constant(550, "5.7.0", "Insufficient authorization");
    /** A refusal for reasons of policy. */
    public static final Reply REFUSED_BY_POLICY = constant(550, "5.7.1", "Refused by policy");
    /** A recipient elsewhere, for whom this client may not use the server. */
    public static final Reply RELAY_DENIED = constant(550, "5.7.1", "Relaying denied");
    /** The recipient has no room left. */
    public static final Reply MAILBOX_FULL = constant(552, "5.2.2", "Mailbox full");
    /** A mail larger than the limit (RFC 1870 section 6). */
    public static final Reply MAIL_TOO_LARGE = constant(552, "5.3.4", "Mail too large");
    /** A mail whose header is larger than the limit. */
    public static final Reply HEADER_TOO_LARGE = constant(552, "5.3.4", "Header too large");
    /** An address outside US-ASCII without the SMTPUTF8 parameter (RFC 6531 section 3.5). */
    public static final Reply SMTPUTF8_REQUIRED = constant(553, "5.6.7", "Non-ASCII address needs SMTPUTF8");
    /** A connection that the server does not serve (RFC 5321 section 3.1). */
    public static final Reply NO_SERVICE = constant(554, "5.3.2", "No SMTP service for you");
    /** The reverse-path or forward-path is of a form that is not allowed here. */
    public static final Reply BAD_ADDRESS = constant(553, "5.1.3", "Mailbox name not allowed");
    /** Content that is taken for spam. */
    public static final Reply SPAM = constant(554, "5.7.1", "Spam message rejected");
    /** Content of 8 bits that cannot be converted for the next hop (RFC 6152 section 3). */
    public static final Reply CONVERSION_REQUIRED =
            constant(554, "5.6.3", "Conversion to 7 bits required but not supported");
    /** Mail that proves its sender by neither SPF nor DKIM (RFC 7372 section 3.3). */
    public static final Reply UNAUTHENTICATED_MAIL =
            constant(550, "5.7.26", "Mail is not authenticated by SPF or DKIM");
    /** The content is not wanted. */
    public static final Reply CONTENT_REFUSED = constant(554, "5.7.1", "Content refused");
    /** Content with a CR or LF that stands alone, on a server that refuses it (RFC 5321 section 2.3.8). */
    public static final Reply BARE_NEWLINE = constant(554, "5.6.0", "Bare CR or LF in mail data");

    private Replies() {}

    /**
     * Returns the greeting of a server.
     *
     * @param hostname the server's name
     * @return {@code 220 hostname ESMTP ready}
     * @throws IllegalArgumentException if the name is not printable US-ASCII
     */
    public static Reply greeting(String hostname) {
        requireNonNull(hostname, "hostname");
        return Reply.of(220, hostname + " ESMTP ready");
    }

    /**
     * Returns the greeting of an LMTP server (RFC 2033).
     *
     * @param hostname the server's name
     * @return {@code 220 hostname LMTP ready}
     * @throws IllegalArgumentException if the name is not printable US-ASCII
     */
    public static Reply lmtpGreeting(String hostname) {
        requireNonNull(hostname, "hostname");
        return Reply.of(220, hostname + " LMTP ready");
    }

    /**
     * Returns the reply to HELP.
     *
     * @param verbs the commands that can be used
     * @return {@code 214} with the verbs on one line, and where to read more
     * @throws IllegalArgumentException if they are too many for a line
     */
    public static Reply help(List<String> verbs) {
        Given.each("verbs", verbs);
        return reply(214, "2.0.0", String.join(" ", verbs), "See RFC 5321");
    }

    /**
     * Returns a step of an AUTH exchange (RFC 4954 section 4).
     *
     * @param text what the server says, at most 360 octets in UTF-8
     * @return {@code 334} and the text in base64
     * @throws IllegalArgumentException if the text is too long for a line
     */
    public static Reply challenge(String text) {
        requireNonNull(text, "text");
        return Reply.of(334, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns the reply to an address that breaks the grammar.
     *
     * @param code 501 for syntax
     * @param sender true for the reverse-path, false for a forward-path
     * @param problem what is wrong, in words of the server's own
     * @return the reply
     */
    public static Reply badAddress(int code, boolean sender, String problem) {
        requireNonNull(problem, "problem");
        EnhancedStatusCode status = new EnhancedStatusCode(code / 100, 1, sender ? 7 : 3);
        return Reply.of(code, status, "Bad address: " + problem);
    }

    /**
     * Returns the reply to an XCLIENT or XFORWARD command that breaks its grammar.
     *
     * @param problem what is wrong, in words of the server's own
     * @return the reply
     */
    public static Reply badAttribute(String problem) {
        return reply(501, "5.5.4", problem);
    }

    private static Reply constant(int code, String enhanced, String line) {
        return Reply.unchecked(code, EnhancedStatusCode.parse(enhanced), line);
    }

    private static Reply reply(int code, String enhanced, String... lines) {
        return Reply.of(code, EnhancedStatusCode.parse(enhanced), lines);
    }
}
