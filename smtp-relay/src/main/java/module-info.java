/** A mail relay: a library, and a small server. */
module io.github.smtpjunit.relay {
    requires transitive io.github.smtpjunit.smtp;
    requires io.github.smtpjunit.certificates;
    requires static transitive org.jspecify;
    requires org.dnsjava;
    requires jdk.httpserver;
    requires info.picocli;

    // For WithSmtpRelay alone
    requires static io.github.smtpjunit.jupiter;
    requires static org.junit.jupiter.api;

    exports io.github.smtpjunit.relay;
    exports io.github.smtpjunit.relay.jupiter;
    exports io.github.smtpjunit.relay.spool;

    opens io.github.smtpjunit.relay.jupiter to
            org.junit.platform.commons;
    opens io.github.smtpjunit.relay.cli to
            info.picocli;
}
