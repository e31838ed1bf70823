package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Leniency;
import io.github.smtpjunit.smtp.Mailbox;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * MAIL and RCPT as far as grammar and extensions go; what passes is decided by the session (RFC 5321 sections 4.1.1.2
 * and 4.1.1.3).
 */
final class PathCommands {

    private final ServerConfig config;
    private final boolean extended;
    private final boolean encrypted;
    private final Set<Leniency> used = EnumSet.noneOf(Leniency.class);

    /**
     * Knows what the session allows.
     *
     * @param extended whether the client has greeted by EHLO or LHLO
     * @param encrypted whether parameters that need TLS may be used
     */
    PathCommands(ServerConfig config, boolean extended, boolean encrypted) {
        this.config = config;
        this.extended = extended;
        this.encrypted = encrypted;
    }

    /** Returns what broke the grammar; to be asked when the session decides. */
    Set<Leniency> leniencies() {
        return used;
    }

    Reply mail(String argument, BiFunction<ReversePath, EsmtpParameters, Reply> decision) {
        Optional<PathArgument> parsed = parse("FROM:", argument);
        if (parsed.isEmpty()) {
            return Replies.MAIL_SYNTAX;
        }
        EsmtpParameters parameters = parsed.get().parameters();
        ReversePath from;
        try {
            from = reversePath(parsed.get().path());
        } catch (IllegalArgumentException e) {
            return Replies.badAddress(501, true, String.valueOf(e.getMessage()));
        }
        Optional<Reply> refusal = checkMail(from, parameters);
        return refusal.isPresent() ? refusal.get() : decision.apply(from, parameters);
    }

    private Optional<PathArgument> parse(String prefix, String argument) {
        return PathArgument.parse(
                prefix, config.lenient() ? LenientArgument.standard(prefix, argument, used) : argument);
    }

    /** Parses a path, as printers send it if that is allowed. */
    private ReversePath reversePath(String path) {
        if (!config.lenient()) {
            return ReversePath.parse(path);
        }
        ReversePath from = ReversePath.parseLeniently(path);
        from.mailbox().ifPresent(mailbox -> {
            used.addAll(mailbox.leniencies());
            if (mailbox.domain().isEmpty()) {
                used.add(Leniency.NO_DOMAIN); // of postmaster too, who may do without as a recipient only
            }
        });
        return from;
    }

    private ForwardPath forwardPath(String path) {
        if (!config.lenient()) {
            return ForwardPath.parse(path);
        }
        ForwardPath to = ForwardPath.parseLeniently(path);
        used.addAll(to.mailbox().leniencies());
        return to;
    }

    /** Whether there are parameters that may not be there: HELO means no extensions (RFC 5321 section 4.1.1.1). */
    private boolean isOutOfPlace(EsmtpParameters parameters) {
        if (extended || parameters.list().isEmpty()) {
            return false;
        }
        used.add(Leniency.PARAMETERS_AFTER_HELO);
        return !config.lenient();
    }

    private Optional<Reply> checkMail(ReversePath from, EsmtpParameters parameters) {
        if (isOutOfPlace(parameters)) {
            return Optional.of(Replies.PARAMETER_UNKNOWN);
        }
        if (!parameters.list().isEmpty()) {
            Optional<Reply> refusal = ParameterRules.checkMail(parameters, config, encrypted);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        Envelope envelope = new Envelope(from, parameters, List.of());
        if (envelope.declaredSize().orElse(0) > config.maxMessageSize()) {
            return Optional.of(Replies.MAIL_TOO_LARGE); // RFC 1870 section 6.1
        }
        Optional<Mailbox> mailbox = from.mailbox();
        boolean international = mailbox.isPresent() && mailbox.get().isInternationalized();
        return international && !envelope.isSmtpUtf8() ? Optional.of(Replies.SMTPUTF8_REQUIRED) : Optional.empty();
    }

    Reply rcpt(String argument, boolean utf8, BiFunction<ForwardPath, EsmtpParameters, Reply> decision) {
        Optional<PathArgument> parsed = parse("TO:", argument);
        if (parsed.isEmpty()) {
            return Replies.RCPT_SYNTAX;
        }
        EsmtpParameters parameters = parsed.get().parameters();
        ForwardPath to;
        try {
            to = forwardPath(parsed.get().path());
        } catch (IllegalArgumentException e) {
            return Replies.badAddress(501, false, String.valueOf(e.getMessage()));
        }
        Optional<Reply> refusal = checkRcpt(to, parameters, utf8);
        return refusal.isPresent() ? refusal.get() : decision.apply(to, parameters);
    }

    private Optional<Reply> checkRcpt(ForwardPath to, EsmtpParameters parameters, boolean utf8) {
        if (isOutOfPlace(parameters)) {
            return Optional.of(Replies.PARAMETER_UNKNOWN);
        }
        if (!parameters.list().isEmpty()) {
            Optional<Reply> refusal = ParameterRules.checkRcpt(parameters, config);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return to.mailbox().isInternationalized() && !utf8 ? Optional.of(Replies.SMTPUTF8_REQUIRED) : Optional.empty();
    }
}
