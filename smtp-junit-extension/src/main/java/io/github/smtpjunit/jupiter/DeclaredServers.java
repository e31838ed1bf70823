package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.jupiter.AnnotationLayers.Borne;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The servers that annotations declare for a context: those of its method, of its class, of the classes around it. A
 * nearer one hides a farther one of the same name, on one class too: see {@link AnnotationLayers}.
 */
final class DeclaredServers {

    private static final Pattern HOSTNAME = Pattern.compile("[!-~]{1,255}");

    private final Map<String, Declaration> byName;

    private DeclaredServers(Map<String, Declaration> byName) {
        this.byName = byName;
    }

    /**
     * One annotation and where it stands.
     *
     * @param annotation the annotation
     * @param context the context of the method or class that bears it
     */
    record Declaration(WithSmtpServer annotation, ExtensionContext context) {

        /** What tells it from all other declarations. */
        Object key() {
            return List.of(context.getUniqueId(), annotation.name());
        }
    }

    /**
     * The same for a class that JUnit is not running yet, of which a class around it is a part if it is an inner class
     * of that.
     */
    static Map<String, WithSmtpServer> on(Class<?> testClass) {
        Map<String, WithSmtpServer> byName = new LinkedHashMap<>();
        for (Class<?> current = testClass; current != null; current = outer(current)) {
            for (List<Borne<WithSmtpServer>> layer : AnnotationLayers.of(current, WithSmtpServer.class)) {
                for (Borne<WithSmtpServer> borne : checked(layer, byName.keySet())) {
                    byName.put(borne.annotation().name(), borne.annotation());
                }
            }
        }
        return byName;
    }

    private static @Nullable Class<?> outer(Class<?> type) {
        return Modifier.isStatic(type.getModifiers()) ? null : type.getEnclosingClass();
    }

    static DeclaredServers of(ExtensionContext context) {
        Map<String, Declaration> byName = new LinkedHashMap<>();
        for (ExtensionContext current = context;
                current != null;
                current = current.getParent().orElse(null)) {
            Optional<AnnotatedElement> element = current.getElement();
            if (element.isPresent()) {
                for (List<Borne<WithSmtpServer>> layer : AnnotationLayers.of(element.get(), WithSmtpServer.class)) {
                    for (Borne<WithSmtpServer> borne : checked(layer, byName.keySet())) {
                        WithSmtpServer annotation = borne.annotation();
                        byName.put(annotation.name(), new Declaration(annotation, current));
                    }
                }
            }
        }
        return new DeclaredServers(byName);
    }

    /** Servers that are declared equally near, without those that a nearer one of the same name hides. */
    private static List<Borne<WithSmtpServer>> checked(List<Borne<WithSmtpServer>> layer, Set<String> nearer) {
        List<Borne<WithSmtpServer>> seen = new ArrayList<>();
        for (Borne<WithSmtpServer> borne : layer) {
            check(borne.annotation(), borne.bearer());
            if (!nearer.contains(borne.annotation().name())) {
                seen.add(borne);
            }
        }
        Set<String> names = new HashSet<>();
        for (Borne<WithSmtpServer> borne : seen) {
            String name = borne.annotation().name();
            if (!names.add(name)) {
                throw new ExtensionConfigurationException("Two SMTP servers "
                        + (name.isEmpty() ? "without a name" : "named \"" + name + "\"")
                        + " on " + bearers(seen)
                        + ". Give each a name of its own, by @WithSmtpServer(name = ..), and mark"
                        + " the parameters by @ServerName.");
            }
        }
        return seen;
    }

    private static String bearers(List<Borne<WithSmtpServer>> layer) {
        return layer.stream().map(borne -> borne.bearer().toString()).distinct().collect(Collectors.joining(" and "));
    }

    private static void check(WithSmtpServer annotation, AnnotatedElement element) {
        require(
                annotation.scope() == WithSmtpServer.Scope.TEST || element instanceof Class,
                "scope = CLASS makes no sense on a method: move the annotation to the class",
                element);
        require(
                annotation.port() >= 0 && annotation.port() <= 65_535,
                "port must lie between 0 and 65535; leave it out for a random free port",
                element);
        if (!HOSTNAME.matcher(annotation.hostname()).matches()) {
            throw refused(
                    "hostname must be a name without spaces, such as mail.example.org, not \"" + annotation.hostname()
                            + "\"",
                    element);
        }
        require(annotation.maxMessageSize() > 0, "maxMessageSize must be positive", element);
        Set<String> users = new HashSet<>();
        for (String user : annotation.users()) {
            int colon = user.indexOf(':');
            if (colon <= 0) {
                throw refused("users are given as NAME:PASSWORD, not as \"" + user + "\"", element);
            }
            require(users.add(user.substring(0, colon)), "users has two passwords for one name", element);
        }
        require(
                !annotation.requireAuth() || annotation.users().length > 0,
                "requireAuth needs users who can authenticate: set users = \"NAME:PASSWORD\"",
                element);
        require(
                !annotation.requireAuth() || !List.of(annotation.without()).contains(ServiceExtension.AUTH),
                "requireAuth needs AUTH, which without = AUTH switches off: leave one of them out",
                element);
        require(annotation.assertionTimeoutMillis() > 0, "assertionTimeoutMillis must be positive", element);
        checkTls(annotation, element);
    }

    private static void checkTls(WithSmtpServer annotation, AnnotatedElement element) {
        TlsMode tls = annotation.tls();
        if (tls == TlsMode.NONE && annotation.certificate() != ServerCertificate.GOOD) {
            throw refused(
                    "certificate = " + annotation.certificate() + " is never shown without TLS: set tls, for example"
                            + " tls = STARTTLS",
                    element);
        }
        if ((tls == TlsMode.STARTTLS || tls == TlsMode.REQUIRED)
                && List.of(annotation.without()).contains(ServiceExtension.STARTTLS)) {
            throw refused(
                    "tls = " + tls + " offers STARTTLS, which without = STARTTLS switches off: leave one of them out",
                    element);
        }
    }

    private static void require(boolean condition, String problem, AnnotatedElement element) {
        if (!condition) {
            throw refused(problem, element);
        }
    }

    private static ExtensionConfigurationException refused(String problem, AnnotatedElement element) {
        return new ExtensionConfigurationException("@WithSmtpServer on " + element + ": " + problem);
    }

    /** The one that a parameter or field asks for, by its name or without one. */
    Optional<Declaration> find(Optional<String> name) {
        return name.isPresent() ? find(name.get()) : unqualified();
    }

    Optional<Declaration> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The one that a parameter without a qualifier means: the unnamed one, or the only one. */
    Optional<Declaration> unqualified() {
        return byName.size() == 1 ? Optional.of(byName.values().iterator().next()) : find("");
    }

    /** The classes whose tests share a server, the nearest first. */
    List<ExtensionContext> shared() {
        return byName.values().stream()
                .filter(AnnotatedServers::isShared)
                .map(Declaration::context)
                .toList();
    }

    /** All of them, the nearest first. */
    List<Declaration> all() {
        return List.copyOf(byName.values());
    }

    List<String> names() {
        return List.copyOf(byName.keySet());
    }
}
