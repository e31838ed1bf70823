/** A mail relay: a library, and a small server. */
module io.github.smtpjunit.relay {
    requires transitive io.github.smtpjunit.smtp;
    requires io.github.smtpjunit.certificates;
    requires static transitive org.jspecify;
    requires org.dnsjava;
    requires jdk.httpserver;
    requires info.picocli;

    exports io.github.smtpjunit.relay;

    opens io.github.smtpjunit.relay.cli to
            info.picocli;
}
