package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.PropertyResolver;

/**
 * The properties by which Spring Boot, or an application itself, configures what sends to an inbox. What production
 * needs and the test's server has not, such as TLS, is switched off: the properties of production are there too, below
 * these.
 */
final class SpringMailProperties {

    static final String PREFIX = "spring.mail";

    private final String prefix;
    private final PropertyResolver production;
    private final Map<String, Object> properties = new LinkedHashMap<>();

    /**
     * Makes properties.
     *
     * @param prefix without the dot at its end
     * @param production what is set already
     */
    SpringMailProperties(String prefix, PropertyResolver production) {
        this.prefix = prefix;
        this.production = production;
    }

    Map<String, Object> of(Inbox inbox, List<String> users) {
        switch (inbox.server().tlsMode()) {
            case NONE -> withoutTls(inbox);
            case STARTTLS, REQUIRED -> withStartTls(inbox);
            case IMPLICIT -> withImplicitTls(inbox);
        }
        put("protocol", "smtp"); // TLS from the start is smtp too, with ssl.enable
        authenticate(users);
        if (isSet("jndi-name")) {
            put("jndi-name", "false"); // the word by which Spring Boot ignores it
        }
        replace("mail.smtp.socketFactory.class", ""); // of old recipes for TLS
        replace("mail.smtp.socketFactory.port", Integer.toString(inbox.port()));
        refuse("mail.smtp.proxy.host");
        refuse("mail.smtp.socks.host");
        return properties;
    }

    private void withStartTls(Inbox inbox) {
        putAll(inbox.certificates().springProperties(inbox.host(), inbox.port()));
        put("properties.mail.smtp.ssl.enable", "false");
    }

    private void withImplicitTls(Inbox inbox) {
        putAll(inbox.certificates().implicitTlsSpringProperties(inbox.host(), inbox.port()));
        put("properties.mail.smtp.starttls.enable", "false");
        put("properties.mail.smtp.starttls.required", "false");
    }

    private void putAll(Map<String, String> springProperties) {
        String springMail = PREFIX + ".";
        springProperties.forEach((key, value) -> properties.put(
                key.startsWith(springMail) ? prefix + "." + key.substring(springMail.length()) : key, value));
    }

    private void withoutTls(Inbox inbox) {
        if (isSet("ssl.bundle")) { // its files may be where production runs only
            withStartTls(inbox);
        }
        put("host", inbox.host());
        put("port", Integer.toString(inbox.port()));
        put("ssl.enabled", "false");
        put("properties.mail.smtp.ssl.enable", "false");
        put("properties.mail.smtp.starttls.enable", "false");
        put("properties.mail.smtp.starttls.required", "false");
    }

    private void authenticate(List<String> users) {
        put("properties.mail.smtp.auth", Boolean.toString(!users.isEmpty()));
        if (!users.isEmpty()) {
            String first = users.get(0);
            int colon = first.indexOf(':');
            put("username", first.substring(0, colon));
            put("password", first.substring(colon + 1));
        }
    }

    private void replace(String property, String value) {
        if (isMailPropertySet(property)) {
            put("properties." + property, value);
        }
    }

    /** What cannot be switched off by another value. */
    private void refuse(String property) {
        if (isMailPropertySet(property)) {
            throw new IllegalStateException(prefix + ".properties." + property
                    + " is set, and there is no proxy between a test and its SMTP server. Set it for production only, for"
                    + " example in a file of that profile.");
        }
    }

    private boolean isMailPropertySet(String property) {
        return isSet("properties." + property) || isSet("properties[" + property + "]");
    }

    private boolean isSet(String key) {
        return production.containsProperty(prefix + "." + key);
    }

    private void put(String key, String value) {
        properties.put(prefix + "." + key, value);
    }
}
