package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.Step.Chunk;
import io.github.smtpjunit.smtp.server.Step.Next;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one SMTP session (RFC 5321 section 4.1.4): a line goes in, a {@link Step} comes out. It does no I/O.
 */
final class Session {

    private final ServerConfig config;
    private final long id;
    private final InetSocketAddress remoteAddress;
    private final InetSocketAddress localAddress;
    private final Instant openedAt;
    private final Authentication authentication;

    private boolean refused; // by the connect policy: only QUIT is left (RFC 5321 section 3.1)
    private @Nullable String heloName;
    private boolean extended;
    private @Nullable TlsInfo tls;
    private @Nullable Transaction transaction;
    private int transactions;
    private int errors;
    private @Nullable SessionInfo info; // made when asked for, until a fact changes

    Session(
            ServerConfig config,
            long id,
            InetSocketAddress remoteAddress,
            InetSocketAddress localAddress,
            Instant openedAt) {
        this.config = config;
        this.id = id;
        this.remoteAddress = remoteAddress;
        this.localAddress = localAddress;
        this.openedAt = openedAt;
        this.authentication = new Authentication(config.auth(), config.hostname(), this::info);
    }

    // What the connection tells the session

    /** The step before the first line: the greeting, or a refusal. */
    Step connect() {
        Optional<Reply> refusal = ask(() -> config.policy().connect(info())).filter(reply -> !reply.isPositive());
        refused = refusal.isPresent();
        return Step.line(Phase.CONNECT, refusal.orElseGet(() -> Replies.greeting(config.hostname())));
    }

    /** The step that answers a line. */
    Step receive(Line line) {
        if (isAuthenticating()) {
            return countErrors(authenticate(authentication.respond(line)));
        }
        Step step = switch (line.kind()) {
            case TOO_LONG -> refuseLine(line, Replies.LINE_TOO_LONG);
            case MALFORMED -> refuseLine(line, Replies.LINE_MALFORMED);
            case TEXT -> receive(Command.parse(line.text()));
        };
        return countErrors(step);
    }

    /** What follows a line may still be told by its verb: a chunk of a size that nobody knows, or the rest of an HTTP request. */
    private static Step refuseLine(Line line, Reply refusal) {
        return switch (Command.parse(line.text()).verb()) {
            case HTTP -> Step.line(Phase.UNKNOWN, Replies.NOT_HTTP);
            case BDAT -> Step.then(Phase.BDAT, refusal, Next.CLOSE);
            default -> Step.line(Phase.UNKNOWN, refusal);
        };
    }

    /** TLS is active: all that was known is forgotten (RFC 3207 section 4.2). */
    void tlsStarted(TlsInfo handshake) {
        forget();
        tls = handshake;
    }

    /** The content has been dealt with: the transaction is over, whatever the reply was (RFC 5321 section 4.1.1.4). */
    void endTransaction() {
        transaction = null;
    }

    // What the session tells the connection

    /** How long the next line may be. */
    int maxLineLength() {
        return isAuthenticating() ? Authentication.MAX_LINE : config.maxLineLength();
    }

    /** How the next line may be shown; to be asked before it is received. */
    String mask(Line line) {
        return authentication.mask(line);
    }

    SessionInfo info() {
        if (info == null) {
            info = new SessionInfo(
                    id,
                    remoteAddress,
                    localAddress,
                    openedAt,
                    heloName,
                    extended,
                    tls,
                    authentication.info(),
                    transactions);
        }
        return info;
    }

    /** The envelope so far, empty outside a transaction. */
    Optional<Envelope> envelope() {
        return Optional.ofNullable(transaction).map(Transaction::envelope);
    }

    /**
     * Tells whether a client that now waits may well be done: it has sent or tried a mail, or asked for something else than the
     * way to one. After EHLO, AUTH and the like it is expected to go on.
     */
    boolean isSettledAfter(Phase phase) {
        return transaction == null
                && switch (phase) {
                    case CONNECT, EHLO, STARTTLS, TLS_HANDSHAKE, AUTH -> false;
                    default -> true;
                };
    }

    boolean isInTransaction() {
        return transaction != null;
    }

    boolean isAuthenticating() {
        return authentication.isRunning();
    }

    boolean isChunking() {
        return transaction != null && transaction.isChunking();
    }

    boolean isBinary() {
        return transaction != null && transaction.isBinary();
    }

    // Commands

    private Step receive(Command command) {
        Optional<Reply> refusal = guard(command.verb());
        if (refusal.isPresent()) {
            return command.verb() == Verb.BDAT
                    ? refuseChunk(command, refusal.get())
                    : Step.line(command.verb().phase(), refusal.get());
        }
        return switch (command.verb()) {
            case EHLO -> hello(command, true);
            case HELO -> hello(command, false);
            case STARTTLS -> startTls(command);
            case MAIL -> reply(command, mail(command.argument()));
            case RCPT -> reply(command, rcpt(command.argument()));
            case DATA -> data(command);
            case BDAT -> bdat(command);
            case RSET -> reply(command, rset(command.argument()));
            case NOOP -> reply(command, Replies.OK);
            case VRFY -> reply(command, vrfy(command.argument()));
            case EXPN -> reply(command, expn(command.argument()));
            case HELP -> reply(command, Replies.HELP);
            case QUIT -> reply(command, command.argument().isEmpty() ? Replies.BYE : Replies.NO_ARGUMENT_ALLOWED);
            case HTTP -> reply(command, Replies.NOT_HTTP);
            case AUTH -> authenticate(authentication.start(command.argument()));
            case UNKNOWN -> reply(command, Replies.COMMAND_UNKNOWN);
        };
    }

    private static Step reply(Command command, Reply reply) {
        return Step.line(command.verb().phase(), reply);
    }

    /** All rules about which command may come when (RFC 5321 section 4.1.4). */
    private Optional<Reply> guard(Verb verb) {
        if (verb == Verb.QUIT || verb == Verb.HTTP || verb == Verb.UNKNOWN) {
            return Optional.empty();
        }
        if (refused) {
            return Optional.of(Replies.NO_SERVICE);
        }
        if (transaction != null && transaction.isChunking() && !mayComeBetweenChunks(verb)) {
            return Optional.of(Replies.CHUNK_EXPECTED);
        }
        return switch (verb) {
            case MAIL -> guardMail();
            case RCPT -> transaction == null ? Optional.of(outsideTransaction()) : Optional.empty();
            case DATA, BDAT -> guardContent(verb);
            case STARTTLS -> guardStartTls();
            case AUTH -> authentication.guard(extended, transaction != null, tls != null);
            default -> Optional.empty();
        };
    }

    private static boolean mayComeBetweenChunks(Verb verb) {
        return switch (verb) {
            case BDAT, RSET, NOOP, EHLO, HELO -> true;
            default -> false;
        };
    }

    private Reply outsideTransaction() {
        return heloName == null ? Replies.GREET_FIRST : Replies.MAIL_FIRST;
    }

    private Optional<Reply> guardMail() {
        if (heloName == null) {
            return Optional.of(Replies.GREET_FIRST);
        }
        if (config.tlsRequired() && tls == null) {
            return Optional.of(Replies.STARTTLS_FIRST);
        }
        if (config.auth().required() && authentication.info() == null) {
            return Optional.of(Replies.AUTH_FIRST);
        }
        return transaction == null ? Optional.empty() : Optional.of(Replies.NESTED_MAIL);
    }

    private Optional<Reply> guardContent(Verb verb) {
        if (verb == Verb.BDAT && !config.offers(ServiceExtension.CHUNKING)) {
            return Optional.of(Replies.NOT_IMPLEMENTED);
        }
        if (transaction == null) {
            return Optional.of(outsideTransaction());
        }
        if (transaction.wasEveryRecipientRefused()) {
            return Optional.of(Replies.NO_VALID_RECIPIENTS);
        }
        if (transaction.recipientCount() == 0) {
            return Optional.of(Replies.RECIPIENT_FIRST);
        }
        return verb == Verb.DATA && transaction.isBinary()
                ? Optional.of(Replies.BINARY_NEEDS_CHUNKS)
                : Optional.empty();
    }

    private Optional<Reply> guardStartTls() {
        if (tls != null) {
            return Optional.of(Replies.TLS_ALREADY_ACTIVE);
        }
        if (!config.offersStartTls(tls != null)) {
            return Optional.of(Replies.NOT_IMPLEMENTED);
        }
        if (heloName == null) {
            return Optional.of(Replies.GREET_FIRST);
        }
        return transaction == null ? Optional.empty() : Optional.of(Replies.NOT_IN_TRANSACTION);
    }

    private Step hello(Command command, boolean ehlo) {
        String name = command.argument();
        if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ')) {
            return reply(command, Replies.ARGUMENT_MISSING);
        }
        Optional<Reply> refusal = ask(() -> config.policy().hello(info(), name)).filter(reply -> !reply.isPositive());
        if (refusal.isPresent()) {
            return reply(command, refusal.get());
        }
        transaction = null; // RFC 5321 section 4.1.4: EHLO is also a RSET
        heloName = name;
        extended = ehlo;
        info = null;
        return reply(command, ehlo ? EhloReply.of(config, tls != null) : Reply.of(250, config.hostname()));
    }

    /** The facts have changed if that was the end of an exchange. */
    private Step authenticate(Step step) {
        info = null;
        return step;
    }

    private Step startTls(Command command) {
        return command.argument().isEmpty()
                ? Step.then(Phase.STARTTLS, Replies.READY_FOR_TLS, Next.TLS)
                : reply(command, Replies.NO_ARGUMENT_ALLOWED);
    }

    private Reply mail(String argument) {
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
        Optional<Reply> refusal = checkMail(from, parameters);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        transactions++;
        info = null;
        Reply reply = ask(() -> config.policy().mail(info(), from, parameters)).orElse(Replies.SENDER_OK);
        if (reply.isPositive()) {
            transaction = new Transaction(from, parameters);
        }
        return reply;
    }

    private Optional<Reply> checkMail(ReversePath from, EsmtpParameters parameters) {
        if (!extended && !parameters.list().isEmpty()) {
            return Optional.of(Replies.PARAMETER_UNKNOWN); // RFC 5321 section 4.1.1.1: HELO means no extensions
        }
        Optional<Reply> refusal = ParameterRules.checkMail(parameters, config, tls != null);
        if (refusal.isPresent()) {
            return refusal;
        }
        Envelope envelope = new Envelope(from, parameters, List.of());
        if (envelope.declaredSize().orElse(0) > config.maxMessageSize()) {
            return Optional.of(Replies.MAIL_TOO_LARGE); // RFC 1870 section 6.1
        }
        boolean international =
                from.mailbox().map(mailbox -> mailbox.isInternationalized()).orElse(false);
        return international && !envelope.isSmtpUtf8() ? Optional.of(Replies.SMTPUTF8_REQUIRED) : Optional.empty();
    }

    private Reply rcpt(String argument) {
        Transaction open = openTransaction();
        Reply reply = rcpt(argument, open);
        if (!reply.isPositive()) {
            open.noteRefusedRecipient();
        }
        return reply;
    }

    private Reply rcpt(String argument, Transaction open) {
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
        if (!extended && !parameters.list().isEmpty()) {
            return Replies.PARAMETER_UNKNOWN;
        }
        Optional<Reply> refusal = ParameterRules.checkRcpt(parameters, config);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (to.mailbox().isInternationalized() && !open.isInternationalized()) {
            return Replies.SMTPUTF8_REQUIRED;
        }
        if (open.recipientCount() >= config.maxRecipients()) {
            return Replies.TOO_MANY_RECIPIENTS; // RFC 5321 section 4.5.3.1.10
        }
        Reply reply = ask(() -> config.policy().recipient(info(), open.envelope(), to, parameters))
                .orElse(Replies.RECIPIENT_OK);
        if (reply.isPositive()) {
            open.add(new Recipient(to, parameters));
        }
        return reply;
    }

    private Transaction openTransaction() {
        if (transaction == null) {
            throw new IllegalStateException("guard() lets no such command pass outside a transaction");
        }
        return transaction;
    }

    private Step data(Command command) {
        if (!command.argument().isEmpty()) {
            return reply(command, Replies.NO_ARGUMENT_ALLOWED);
        }
        return askForData()
                .map(refusal -> reply(command, refusal))
                .orElseGet(() -> Step.then(Phase.DATA, Replies.SEND_CONTENT, Next.CONTENT));
    }

    private Optional<Reply> askForData() {
        Envelope envelope = openTransaction().envelope();
        return ask(() -> config.policy().data(info(), envelope)).filter(reply -> !reply.isPositive());
    }

    private Step bdat(Command command) {
        Optional<Chunk> chunk = Chunk.parse(command.argument());
        if (chunk.isEmpty()) {
            return Step.then(Phase.BDAT, Replies.BDAT_SYNTAX, Next.CLOSE);
        }
        Transaction open = openTransaction();
        if (!open.isChunking()) {
            Optional<Reply> refusal = askForData();
            if (refusal.isPresent()) {
                return refuseChunk(command, refusal.get());
            }
            open.startChunking();
        }
        return Step.chunk(chunk.get());
    }

    /** Refuses a chunk, whose octets must be swallowed all the same (RFC 3030 section 2). */
    private Step refuseChunk(Command command, Reply refusal) {
        return Chunk.parse(command.argument())
                .map(chunk -> Step.skipping(chunk, refusal))
                .orElseGet(() -> Step.then(Phase.BDAT, Replies.BDAT_SYNTAX, Next.CLOSE));
    }

    private Reply rset(String argument) {
        if (!argument.isEmpty()) {
            return Replies.NO_ARGUMENT_ALLOWED;
        }
        transaction = null;
        return Replies.OK;
    }

    private Reply vrfy(String name) {
        return name.isEmpty()
                ? Replies.ARGUMENT_MISSING
                : ask(() -> config.policy().verify(info(), name)).orElse(Replies.CANNOT_VERIFY);
    }

    private Reply expn(String list) {
        return list.isEmpty()
                ? Replies.ARGUMENT_MISSING
                : ask(() -> config.policy().expand(info(), list)).orElse(Replies.NOT_IMPLEMENTED);
    }

    private void forget() {
        transaction = null;
        heloName = null;
        extended = false;
        authentication.forget();
        info = null;
    }

    /** Asks the user's policy; what it throws becomes a 451 and ends the transaction. */
    private Optional<Reply> ask(Supplier<Optional<Reply>> question) {
        return UserCode.ask(question, () -> "The policy failed in " + info(), () -> transaction = null);
    }

    /** Bounds the mistakes of a session; a refusal by policy is no mistake. */
    private Step countErrors(Step step) {
        Reply reply = step.reply();
        boolean mistake = reply != null && (reply.code() / 10 == 50 || reply.code() == 555);
        if (mistake && ++errors > config.maxErrors()) {
            return Step.then(step.phase(), Replies.TOO_MANY_ERRORS, Next.CLOSE);
        }
        return step;
    }
}
