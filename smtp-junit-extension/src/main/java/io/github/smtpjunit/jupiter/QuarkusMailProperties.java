package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The properties by which the mailer of Quarkus sends to an inbox; what production needs and the test's server has not
 * is switched off.
 */
final class QuarkusMailProperties {

    static final String PREFIX = "quarkus.mailer";

    private final String prefix;
    private final Function<Inbox, Path> authority;
    private final Map<String, String> properties = new TreeMap<>();

    /**
     * Makes properties.
     *
     * @param prefix without the dot at its end
     * @param authority writes the file with what to trust
     */
    QuarkusMailProperties(String prefix, Function<Inbox, Path> authority) {
        this.prefix = prefix;
        this.authority = authority;
    }

    Map<String, String> of(Inbox inbox, WithSmtpServer annotation) {
        boolean startTls = annotation.tls() == TlsMode.STARTTLS || annotation.tls() == TlsMode.REQUIRED;
        put("mock", "false"); // which it is not by itself in tests
        put("host", inbox.host());
        put("port", Integer.toString(inbox.port()));
        put("tls-configuration-name", ""); // that of production
        put("ssl", "false"); // the old name of the next one
        put("tls", Boolean.toString(annotation.tls() == TlsMode.IMPLICIT));
        put("start-tls", startTls ? "REQUIRED" : "DISABLED");
        if (annotation.tls() != TlsMode.NONE) {
            put("trust-all", "false");
            put("truststore.paths", authority.apply(inbox).toString());
            put("truststore.type", "pem");
        }
        put("login", annotation.users().length > 0 ? "REQUIRED" : "DISABLED");
        if (annotation.users().length > 0) {
            String first = annotation.users()[0];
            int colon = first.indexOf(':');
            put("username", first.substring(0, colon));
            put("password", first.substring(colon + 1));
        }
        return properties;
    }

    private void put(String key, String value) {
        properties.put(prefix + "." + key, value);
    }
}
