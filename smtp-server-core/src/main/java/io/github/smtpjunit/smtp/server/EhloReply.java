package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server offers in reply to EHLO (RFC 5321 section 4.1.1.1). */
final class EhloReply {

    private EhloReply() {}

    static Reply of(ServerConfig config, boolean encrypted, boolean bound, boolean gateway) {
        List<String> lines = new ArrayList<>();
        lines.add(config.hostname());
        for (ServiceExtension extension : ServiceExtension.values()) {
            if (config.offers(extension)) {
                line(extension, config, encrypted, bound).ifPresent(lines::add);
            }
        }
        if (gateway) {
            lines.addAll(ClientAttributes.EHLO_LINES);
        }
        lines.addAll(config.extraKeywords());
        return Reply.of(250, lines.toArray(String[]::new));
    }

    private static Optional<String> line(
            ServiceExtension extension, ServerConfig config, boolean encrypted, boolean bound) {
        return switch (extension) {
            case SIZE -> Optional.of("SIZE " + config.maxMessageSize());
            case STARTTLS -> Optional.of("STARTTLS").filter(line -> config.offersStartTls(encrypted));
            case AUTH ->
                Optional.of(config.auth().ehloLine(bound))
                        .filter(line -> config.auth().isUsable(encrypted)
                                && !config.auth().offered(bound).isEmpty());
            case REQUIRETLS -> Optional.of(extension.keyword()).filter(line -> encrypted);
            case FUTURERELEASE -> Optional.of(futureRelease(config));
            case LIMITS -> Optional.of(limits(config));
            default -> Optional.of(extension.keyword());
        };
    }

    /** RFC 9422 section 4. */
    private static String limits(ServerConfig config) {
        return "LIMITS RCPTMAX=" + config.maxRecipients()
                + (config.limitsMails() ? " MAILMAX=" + config.maxMails() : "");
    }

    /** The longest time to hold a mail, as an interval and as a date (RFC 4865 section 3). */
    private static String futureRelease(ServerConfig config) {
        Duration longest = ParameterRules.MAX_HOLD;
        return "FUTURERELEASE " + longest.toSeconds() + " "
                + config.clock().instant().plus(longest).truncatedTo(ChronoUnit.SECONDS);
    }
}
