package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server offers in reply to EHLO (RFC 5321 section 4.1.1.1). */
final class EhloReply {

    private EhloReply() {}

    static Reply of(ServerConfig config, boolean encrypted) {
        List<String> lines = new ArrayList<>();
        lines.add(config.hostname());
        for (ServiceExtension extension : ServiceExtension.values()) {
            if (config.offers(extension)) {
                line(extension, config, encrypted).ifPresent(lines::add);
            }
        }
        lines.addAll(config.extraKeywords());
        return Reply.of(250, lines.toArray(String[]::new));
    }

    private static Optional<String> line(ServiceExtension extension, ServerConfig config, boolean encrypted) {
        return switch (extension) {
            case SIZE -> Optional.of("SIZE " + config.maxMessageSize());
            case STARTTLS -> Optional.of("STARTTLS").filter(line -> config.offersStartTls(encrypted));
            case AUTH ->
                Optional.of(config.auth().ehloLine())
                        .filter(line -> config.auth().isUsable(encrypted));
            default -> Optional.of(extension.keyword());
        };
    }
}
