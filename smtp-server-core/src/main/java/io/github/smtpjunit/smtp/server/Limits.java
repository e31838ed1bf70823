package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.require;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How much and how long, as set in a {@link SmtpServerBuilder}, which documents each value. */
final class Limits implements Cloneable {

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

    long maxMessageSize = 64L * 1024 * 1024;
    long maxHeaderSize = Long.MAX_VALUE;
    int maxRecipients = 1_000;
    int maxLineLength = 4_096;
    int maxErrors = 20;
    int maxMails = Integer.MAX_VALUE;
    int maxConnections = 1_000;
    boolean idleGivesWay;
    ClientLimit clientLimit = ClientLimit.NONE;
    int maxTranscriptLines = 1_000;
    int maxKeptFailedAttempts = 1_000;
    Duration idleTimeout = Duration.ofMinutes(5);
    Duration mailTimeout = Duration.ofMinutes(30);
    Duration handshakeTimeout = Duration.ofSeconds(30);
    Duration greetingDelay = Duration.ZERO;

    @Nullable
    Duration shutdownGrace;

    /** Refuses what is out of its range. */
    void check() {
        require(maxMessageSize > 0, "maxMessageSize must be positive");
        require(maxHeaderSize > 0, "maxHeaderSize must be positive");
        require(maxMails > 0, "maxMailsPerConnection must be positive");
        require(maxRecipients > 0, "maxRecipients must be positive");
        require(maxLineLength >= 64, "maxLineLength must be at least 64, better 512");
        require(maxErrors >= 0, "maxErrors must not be negative");
        require(maxTranscriptLines >= 0, "maxTranscriptLines must not be negative");
        require(maxKeptFailedAttempts >= 0, "maxKeptFailedAttempts must not be negative");
        require(maxConnections > 0, "maxConnections must be positive");
        require(clientLimit.most() > 0, "maxConnectionsPerClient must be positive");
        checkPositive("idleTimeout", idleTimeout);
        checkPositive("mailTimeout", mailTimeout);
        checkPositive("handshakeTimeout", handshakeTimeout);
        check("greetingDelay", greetingDelay);
        check("shutdownGrace", shutdownGrace());
    }

    Duration shutdownGrace() {
        return shutdownGrace == null ? DEFAULT_GRACE : shutdownGrace;
    }

    private static void checkPositive(String name, Duration time) {
        check(name, time);
        require(!time.isZero(), name + " must be positive");
    }

    private static void check(String name, Duration time) {
        require(!time.isNegative(), name + " must not be negative");
        require(time.compareTo(LONGEST) <= 0, name + " must be at most 365 days");
    }

    /** All fields are values, so a copy of them is all that it takes. */
    @Override
    protected Limits clone() {
        try {
            return (Limits) super.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
