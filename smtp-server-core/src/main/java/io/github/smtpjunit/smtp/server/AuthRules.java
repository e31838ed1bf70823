package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may authenticate and how; {@link SmtpServerBuilder} tells what each value means.
 *
 * @param authenticator null for a server without authentication
 * @param mechanisms what is offered, in this order; empty for a server without authentication
 * @param checked whether who authenticates has proved to be that
 * @param required whether MAIL needs it
 * @param clearTextAllowed whether it may come without TLS
 * @param maxAttempts how many tries of a session may fail
 */
record AuthRules(
        @Nullable SaslAuthenticator authenticator,
        List<SaslMechanism> mechanisms,
        boolean checked,
        boolean required,
        boolean clearTextAllowed,
        int maxAttempts) {

    boolean isKnown() {
        return !mechanisms.isEmpty();
    }

    boolean isUsable(boolean encrypted) {
        return isKnown() && (encrypted || clearTextAllowed);
    }

    /**
     * Returns what can be used now.
     *
     * @param bound whether there is a TLS channel to which a client can bind
     */
    List<SaslMechanism> offered(boolean bound) {
        return mechanisms.stream()
                .filter(mechanism -> bound || !mechanism.bindsToTheChannel())
                .toList();
    }

    boolean offersChannelBinding() {
        return mechanisms.stream().anyMatch(SaslMechanism::bindsToTheChannel);
    }

    /** The line in the reply to EHLO; empty if nothing can be used now. */
    String ehloLine(boolean bound) {
        List<SaslMechanism> offered = offered(bound);
        return offered.isEmpty()
                ? ""
                : offered.stream().map(SaslMechanism::registeredName).collect(Collectors.joining(" ", "AUTH ", ""));
    }
}
