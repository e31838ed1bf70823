package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.DeclaredServers.Declaration;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The inbox of a test, for extensions that have to do with one.
 *
 * @param inbox the inbox, its server started
 * @param strict whether nothing may be left over
 */
record InjectedInbox(Inbox inbox, boolean strict) {

    /**
     * Finds the inbox, and starts it if need be.
     *
     * @param server the name of the server, empty for the one without or the only one
     * @param who asks, for the message if it is missing
     */
    static InjectedInbox of(ExtensionContext context, String server, String who) {
        return find(context, server)
                .orElseThrow(() -> new ExtensionConfigurationException(who + ": there is no SMTP server "
                        + (server.isEmpty() ? "without a name" : "named \"" + server + "\"")
                        + ". Declare it by @WithSmtpServer, or say which one is meant by server = .."));
    }

    /** The same; empty if there is no such server. */
    static Optional<InjectedInbox> find(ExtensionContext context, String server) {
        return declared(context, server)
                .map(declaration -> new InjectedInbox(
                        AnnotatedServers.inbox(declaration, context),
                        declaration.annotation().strict()))
                .or(() -> SmtpServerExtension.registered(context)
                        .filter(extension -> extension.name().equals(server))
                        .findFirst()
                        .map(extension -> new InjectedInbox(extension.inbox(context), extension.isStrict())));
    }

    /** The annotation that declares the server, if it is an annotation. */
    static Optional<Declaration> declared(ExtensionContext context, String server) {
        DeclaredServers declared = DeclaredServers.of(context);
        return server.isEmpty() ? declared.unqualified() : declared.find(server);
    }
}
