package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What the server offers in reply to EHLO (RFC 5321 section 4.1.1.1). */
final class EhloReply {

    /** The longest time that a client can let a mail wait (RFC 4865 section 3). */
    static final Duration MAX_HOLD = Duration.ofDays(30);

    private EhloReply() {}

    static Reply of(ServerConfig config, boolean encrypted, boolean bound, boolean gateway) {
        List<String> lines = new ArrayList<>();
        lines.add(config.hostname());
        for (ServiceExtension extension : ServiceExtension.values()) {
            if (config.offers(extension)) {
                String line = line(extension, config, encrypted, bound);
                if (!line.isEmpty()) {
                    lines.add(line);
                }
            }
        }
        if (gateway) {
            lines.addAll(ClientAttributes.EHLO_LINES);
        }
        lines.addAll(config.extraKeywords());
        return Reply.of(250, lines.toArray(new String[0]));
    }

    /** The line of an extension that the server has; empty if it is not offered now. */
    private static String line(ServiceExtension extension, ServerConfig config, boolean encrypted, boolean bound) {
        return switch (extension) {
            case SIZE -> "SIZE " + config.maxMessageSize();
            case STARTTLS -> config.offersStartTls(encrypted) ? "STARTTLS" : "";
            case AUTH -> config.auth().isUsable(encrypted) ? config.auth().ehloLine(bound) : "";
            case REQUIRETLS -> encrypted ? extension.keyword() : "";
            case FUTURERELEASE -> futureRelease(config);
            case LIMITS -> limits(config);
            default -> extension.keyword();
        };
    }

    /** RFC 9422 section 4. */
    private static String limits(ServerConfig config) {
        return "LIMITS RCPTMAX=" + config.maxRecipients()
                + (config.limitsMails() ? " MAILMAX=" + config.maxMails() : "");
    }

    /** The longest time to hold a mail, as an interval and as a date (RFC 4865 section 3). */
    private static String futureRelease(ServerConfig config) {
        return "FUTURERELEASE " + MAX_HOLD.toSeconds() + " "
                + config.clock().instant().plus(MAX_HOLD).truncatedTo(ChronoUnit.SECONDS);
    }
}
