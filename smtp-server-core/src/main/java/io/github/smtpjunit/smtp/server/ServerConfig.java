package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configuration of a server, fixed before its start; {@link SmtpServerBuilder} tells what each value means. */
record ServerConfig(
        String hostname,
        Reply greeting,
        MailHandler handler,
        SmtpPolicy policy,
        SessionListener listener,
        Set<ServiceExtension> extensions,
        List<String> extraKeywords,
        boolean lmtp,
        boolean lenient,
        Trust trust,
        @Nullable TlsSettings tls,
        boolean tlsRequired,
        AuthRules auth,
        long maxMessageSize,
        long maxHeaderSize,
        int maxRecipients,
        int maxLineLength,
        int maxErrors,
        int maxMails,
        int maxConnections,
        boolean idleGivesWay,
        ClientLimit clientLimit,
        int maxTranscriptLines,
        int maxKeptFailedAttempts,
        boolean refusesBareNewlines,
        Duration idleTimeout,
        Duration mailTimeout,
        Duration handshakeTimeout,
        Duration greetingDelay,
        Duration shutdownGrace,
        Clock clock,
        Faults faults) {

    /** The border to what users give to a server. */
    static final UserCode USER_CODE = new UserCode("io.github.smtpjunit.smtp.server");

    /**
     * Refuses a configuration, before anything listens.
     *
     * @param problem what is wrong with it, and the remedy
     */
    static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    boolean offers(ServiceExtension extension) {
        return extensions.contains(extension);
    }

    boolean offersStartTls(boolean encrypted) {
        return tls != null && !encrypted && offers(ServiceExtension.STARTTLS);
    }

    /** Whether no policy, rule or listener takes part before the greeting; TLS is not looked at. */
    boolean greetsAtOnce() {
        return policy == SmtpPolicy.ACCEPT
                && !isWatched()
                && trust.proxies().isEmpty()
                && greetingDelay.isZero()
                && faults.isEmpty();
    }

    /** The reply to a client that has not said EHLO, or LHLO. */
    Reply greetFirst() {
        return lmtp ? Replies.GREET_FIRST_LMTP : Replies.GREET_FIRST;
    }

    boolean limitsMails() {
        return maxMails < Integer.MAX_VALUE;
    }

    TlsMode tlsMode(boolean implicitTls) {
        if (implicitTls) {
            return TlsMode.IMPLICIT;
        }
        if (!offersStartTls(false)) {
            return TlsMode.NONE;
        }
        return tlsRequired ? TlsMode.REQUIRED : TlsMode.STARTTLS;
    }

    boolean isWatched() {
        return listener != SessionListener.NONE;
    }
}
