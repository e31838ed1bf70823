package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Mailbox;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * MAIL and RCPT as far as grammar and extensions go; what passes is decided by the session (RFC 5321 sections 4.1.1.2 and
 * 4.1.1.3).
 */
final class PathCommands {

    private final ServerConfig config;
    private final boolean extended;
    private final boolean encrypted;

    /**
     * Knows what the session allows.
     *
     * @param extended whether parameters may be used: HELO means no extensions (RFC 5321 section 4.1.1.1)
     * @param encrypted whether parameters that need TLS may be used
     */
    PathCommands(ServerConfig config, boolean extended, boolean encrypted) {
        this.config = config;
        this.extended = extended;
        this.encrypted = encrypted;
    }

    Reply mail(String argument, BiFunction<ReversePath, EsmtpParameters, Reply> decision) {
        Optional<PathArgument> parsed = PathArgument.parse("FROM:", argument);
        if (parsed.isEmpty()) {
            return Replies.MAIL_SYNTAX;
        }
        EsmtpParameters parameters = parsed.get().parameters();
        ReversePath from;
        try {
            from = ReversePath.parse(parsed.get().path());
        } catch (IllegalArgumentException e) {
            return Replies.badAddress(501, true, String.valueOf(e.getMessage()));
        }
        return checkMail(from, parameters).orElseGet(() -> decision.apply(from, parameters));
    }

    private Optional<Reply> checkMail(ReversePath from, EsmtpParameters parameters) {
        if (!extended && !parameters.list().isEmpty()) {
            return Optional.of(Replies.PARAMETER_UNKNOWN);
        }
        Optional<Reply> refusal = ParameterRules.checkMail(parameters, config, encrypted);
        if (refusal.isPresent()) {
            return refusal;
        }
        Envelope envelope = new Envelope(from, parameters, List.of());
        if (envelope.declaredSize().orElse(0) > config.maxMessageSize()) {
            return Optional.of(Replies.MAIL_TOO_LARGE); // RFC 1870 section 6.1
        }
        boolean international = from.mailbox().map(Mailbox::isInternationalized).orElse(false);
        return international && !envelope.isSmtpUtf8() ? Optional.of(Replies.SMTPUTF8_REQUIRED) : Optional.empty();
    }

    Reply rcpt(String argument, boolean utf8, BiFunction<ForwardPath, EsmtpParameters, Reply> decision) {
        Optional<PathArgument> parsed = PathArgument.parse("TO:", argument);
        if (parsed.isEmpty()) {
            return Replies.RCPT_SYNTAX;
        }
        EsmtpParameters parameters = parsed.get().parameters();
        ForwardPath to;
        try {
            to = ForwardPath.parse(parsed.get().path());
        } catch (IllegalArgumentException e) {
            return Replies.badAddress(501, false, String.valueOf(e.getMessage()));
        }
        return checkRcpt(to, parameters, utf8).orElseGet(() -> decision.apply(to, parameters));
    }

    private Optional<Reply> checkRcpt(ForwardPath to, EsmtpParameters parameters, boolean utf8) {
        if (!extended && !parameters.list().isEmpty()) {
            return Optional.of(Replies.PARAMETER_UNKNOWN);
        }
        Optional<Reply> refusal = ParameterRules.checkRcpt(parameters, config);
        if (refusal.isPresent()) {
            return refusal;
        }
        return to.mailbox().isInternationalized() && !utf8 ? Optional.of(Replies.SMTPUTF8_REQUIRED) : Optional.empty();
    }
}
