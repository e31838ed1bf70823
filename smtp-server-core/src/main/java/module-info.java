/** An embeddable SMTP server without dependencies: the protocol's vocabulary, and the server that speaks it. */
module io.github.smtpjunit.smtp {
    requires static transitive org.jspecify;

    exports io.github.smtpjunit.smtp;
    exports io.github.smtpjunit.smtp.server;
}
