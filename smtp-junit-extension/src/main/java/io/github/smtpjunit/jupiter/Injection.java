package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.Session;
import java.util.Optional;
import org.junit.jupiter.api.extension.ParameterContext;

/** What can be injected into a test, and how a parameter says which server it is about. */
final class Injection {

    private Injection() {}

    /** Tells whether a parameter is for us: by its type, by its qualifier, or by a type of ours that cannot be injected. */
    static boolean isWanted(ParameterContext parameter) {
        Class<?> type = parameter.getParameter().getType();
        return isKnown(type)
                || parameter.isAnnotated(ServerName.class)
                || type.getPackage() == Inbox.class.getPackage()
                || type.getPackage() == SmtpServer.class.getPackage();
    }

    private static boolean isKnown(Class<?> type) {
        return type == Inbox.class || type == InboxAssert.class || type == SmtpServer.class || type == Session.class;
    }

    static Optional<String> wantedName(ParameterContext parameter) {
        return parameter.findAnnotation(ServerName.class).map(ServerName::value);
    }

    static Optional<Object> value(ParameterContext parameter, Inbox inbox) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Inbox.class) {
            return Optional.of(inbox);
        }
        if (type == InboxAssert.class) {
            return Optional.of(inbox.assertThat());
        }
        if (type == SmtpServer.class) {
            return Optional.of(inbox.server());
        }
        return type == Session.class ? Optional.of(inbox.session()) : Optional.empty();
    }

    static String unknownType(ParameterContext parameter) {
        return "Cannot inject a " + parameter.getParameter().getType().getName() + " into "
                + parameter.getDeclaringExecutable()
                + ". A parameter can be an Inbox, an InboxAssert, an SmtpServer or a jakarta.mail.Session;"
                + " a mail is asked for when it has been sent, for example by inbox.awaitMail().";
    }
}
