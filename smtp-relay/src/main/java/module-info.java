/** A mail relay: a library, and a small server. */
module io.github.smtpjunit.relay {
    requires transitive io.github.smtpjunit.smtp;
    requires static transitive org.jspecify;
    requires org.dnsjava;

    // For the command line alone; the runnable jar has them
    requires static io.github.smtpjunit.certificates;
    requires static io.github.smtpjunit.mail;
    requires static com.google.gson;
    requires static java.net.http;
    requires static jdk.httpserver;
    requires static info.picocli;

    // For WithSmtpRelay and RelayAssert alone
    requires static io.github.smtpjunit.jupiter;
    requires static org.assertj.core;
    requires static org.junit.jupiter.api;

    exports io.github.smtpjunit.relay;
    exports io.github.smtpjunit.relay.jupiter;
    exports io.github.smtpjunit.relay.spool;

    opens io.github.smtpjunit.relay.jupiter to
            org.junit.platform.commons;
    opens io.github.smtpjunit.relay.cli to
            info.picocli;
}
