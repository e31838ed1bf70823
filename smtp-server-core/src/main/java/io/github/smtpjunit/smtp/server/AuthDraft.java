package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.require;

import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings of AUTH in a {@link SmtpServerBuilder}; it becomes {@link AuthRules}. */
final class AuthDraft implements Cloneable {

    @Nullable
    SaslAuthenticator authenticator;

    @Nullable
    List<SaslMechanism> mechanisms;

    boolean required;
    boolean clearTextAllowed;
    int maxAttempts = 5;

    /**
     * Refuses what contradicts itself or the extensions.
     *
     * @param encryptable whether there is a way into TLS
     */
    void check(Set<ServiceExtension> extensions, boolean encryptable) {
        require(
                authenticator != null || (!required && mechanisms == null),
                "requireAuth() and mechanisms(...) need to know who is who: set authenticator(SaslAuthenticator)");
        require(
                !required || extensions.contains(ServiceExtension.AUTH),
                "requireAuth() needs AUTH: do not switch it off");
        require(
                authenticator == null || !extensions.contains(ServiceExtension.AUTH) || clearTextAllowed || encryptable,
                "authenticator(...) needs TLS, without which AUTH is not offered: set tls(SSLContext), or"
                        + " allowAuthWithoutTls()");
        require(maxAttempts > 0, "maxAuthAttempts must be positive");
    }

    AuthRules rules(Set<ServiceExtension> extensions) {
        List<SaslMechanism> offered = authenticator != null && extensions.contains(ServiceExtension.AUTH)
                ? offeredOf(UserCode.answer(
                        authenticator.mechanisms(),
                        "SaslAuthenticator.mechanisms()",
                        "return those that it has answers for, for example EnumSet.of(SaslMechanism.PLAIN)"))
                : List.of();
        boolean checked = authenticator == null || authenticator.checksCredentials();
        return new AuthRules(authenticator, offered, checked, required, clearTextAllowed, maxAttempts);
    }

    private List<SaslMechanism> offeredOf(Set<SaslMechanism> supported) {
        if (mechanisms == null) {
            require(
                    !supported.isEmpty(),
                    "the authenticator supports no mechanism: see SaslAuthenticator.mechanisms()");
            return supported.stream()
                    .filter(mechanism -> !mechanism.bindsToTheChannel())
                    .sorted()
                    .toList();
        }
        require(!mechanisms.isEmpty(), "mechanisms() needs at least one: leave it away for all that are supported");
        for (SaslMechanism mechanism : mechanisms) {
            require(
                    supported.contains(mechanism),
                    "the authenticator does not support " + mechanism.registeredName()
                            + ": leave it out of mechanisms(...), or name it in SaslAuthenticator.mechanisms()");
        }
        return mechanisms.stream().distinct().toList();
    }

    /** All fields are values, so a copy of them is all that it takes. */
    @Override
    protected AuthDraft clone() {
        try {
            return (AuthDraft) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
