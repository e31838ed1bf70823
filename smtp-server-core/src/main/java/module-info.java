/** An embeddable SMTP server without dependencies: the protocol's vocabulary, and the server that speaks it. */
@SuppressWarnings("module") // those modules are built after this one
module io.github.smtpjunit.smtp {
    requires static transitive org.jspecify;

    exports io.github.smtpjunit.smtp;
    exports io.github.smtpjunit.smtp.sasl;
    exports io.github.smtpjunit.smtp.server;
    exports io.github.smtpjunit.smtp.given to
            io.github.smtpjunit.jupiter,
            io.github.smtpjunit.mail,
            io.github.smtpjunit.relay;
    exports io.github.smtpjunit.smtp.usercode to
            io.github.smtpjunit.jupiter,
            io.github.smtpjunit.relay;
}
