package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Leniency;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.Step.Chunk;
import io.github.smtpjunit.smtp.server.Step.Next;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of one SMTP session (RFC 5321 section 4.1.4): a line goes in, a {@link Step} comes out. It does no
 * I/O.
 */
final class Session {

    private final ServerConfig config;
    private final long id;
    private final Instant openedAt;
    private final Authentication authentication;
    private final AskedPolicy policy;
    private final LineReader.Limit commandLimit;
    private final ClientIdentity identity;

    private @Nullable Reply
            refusedService; // the reply to all but QUIT, once there is no service (RFC 5321 section 3.1)
    private @Nullable String heloName;
    private boolean extended;
    private @Nullable TlsInfo tls;
    private volatile @Nullable Transaction transaction; // another thread may ask whether there is one
    private boolean mailExpected = true; // of a client that greets or authenticates, until a transaction of it is over
    private @Nullable Envelope lastEnvelope;
    private int transactions;
    private long order; // of the last transaction
    private @Nullable Instant began; // the last transaction
    private int errors;
    private @Nullable SessionInfo info; // made when asked for, until a fact changes
    private Set<Leniency> leniencies = Set.of(); // of the last line

    Session(ServerConfig config, long id, Peer peer, Instant openedAt) {
        this.config = config;
        this.id = id;
        this.openedAt = openedAt;
        this.authentication = new Authentication(config.auth(), config.hostname(), this::info);
        this.commandLimit = authentication.commandLimit(config.maxLineLength());
        this.identity = new ClientIdentity(config.trust(), peer);
        this.policy = new AskedPolicy(config.policy(), this);
    }

    // What the connection tells the session

    /** A proxy has told who it speaks for. */
    void proxied(ProxyHeader header) {
        identity.proxied(header);
        info = null;
    }

    /** The step before the first line: the greeting, or a refusal. */
    Step connect() {
        return Step.line(Phase.CONNECT, refusedService == null ? greeting() : refusedService);
    }

    private Reply greeting() {
        Optional<Reply> refusal = policy.connect();
        refusedService = refusal.isPresent() ? Replies.NO_SERVICE : null;
        return refusal.isPresent() ? refusal.get() : config.greeting();
    }

    /** The step that answers a line. */
    Step receive(Line line) {
        leniencies = Set.of();
        if (isAuthenticating()) {
            return countErrors(authenticate(authentication.respond(line)));
        }
        Step step = switch (line.kind()) {
            case TOO_LONG -> refuseLine(line, Replies.LINE_TOO_LONG);
            case MALFORMED -> refuseLine(line, line.problem());
            case TEXT -> receive(line.command());
        };
        return countErrors(step);
    }

    /** Tells whether this line is one that may come now. */
    boolean expects(Line line) {
        return isAuthenticating()
                || (line.kind() == Line.Kind.TEXT
                        && guard(line.command().verb()).isEmpty());
    }

    /** Where in the session a line belongs. */
    Phase phaseOf(Line line) {
        return isAuthenticating() ? Phase.AUTH : line.command().verb().phase();
    }

    /** Refuses a line that may come now, whatever it is; nothing else follows from it. */
    Step refuse(Line line, Reply refusal) {
        if (isAuthenticating()) {
            return authentication.breakOff(refusal);
        }
        Command command = line.command();
        if (command.verb() == Verb.BDAT) {
            return Step.refusingChunk(command.argument(), refusal);
        }
        if (command.verb() == Verb.RCPT) {
            openTransaction().noteRefusedRecipient();
        }
        return reply(command, refusal);
    }

    /** Asks the client for more, whatever it has said in an AUTH exchange. */
    Step challenge(Line line, Reply challenge) {
        return isAuthenticating()
                ? authentication.insist(line, challenge)
                : authentication.startBy(line.command().argument(), challenge);
    }

    /** Refuses the user who has just authenticated. */
    Step refuseUser(Reply refusal) {
        info = null;
        return authentication.undo(refusal);
    }

    /** Refuses the client in place of the greeting (RFC 5321 section 3.1). */
    Step refuseService(Reply refusal) {
        refusedService = Replies.NO_SERVICE;
        return Step.line(Phase.CONNECT, refusal);
    }

    /** The verb of a line may still show what follows it: a chunk of unknown size, or the rest of an HTTP request. */
    private Step refuseLine(Line line, Reply refusal) {
        return switch (line.command().verb()) {
            case HTTP -> Step.line(Phase.UNKNOWN, Replies.NOT_HTTP);
            case FIELD -> Step.line(Phase.UNKNOWN, heloName == null ? Replies.NOT_HTTP : refusal);
            case BDAT -> Step.then(Phase.BDAT, refusal, Next.CLOSE);
            default -> Step.line(Phase.UNKNOWN, refusal);
        };
    }

    /** TLS is active: all that was known is forgotten (RFC 3207 section 4.2). */
    void tlsStarted(TlsInfo handshake, byte @Nullable [] serverEndPoint) {
        endTransaction();
        identity.forget();
        heloName = null;
        extended = false;
        authentication.forget();
        authentication.bindTo(serverEndPoint);
        tls = handshake;
        info = null;
        refusedService = policy.tlsStarted().orElse(null);
    }

    /** The content has been dealt with: the transaction is over, whatever the reply was (RFC 5321 section 4.1.1.4). */
    void endTransaction() {
        mailExpected &= transaction == null;
        transaction = null;
        identity.endMail();
        info = null;
    }

    /** The connection is over. */
    void disconnected() {
        policy.disconnect();
    }

    // What the session tells the connection

    /** How long the next line may be. */
    LineReader.Limit lineLimit() {
        return isAuthenticating() ? Authentication.RESPONSE : commandLimit;
    }

    /** How the next line may be shown; to be asked before it is received. */
    String noteAndMask(Line line) {
        return authentication.noteAndMask(line);
    }

    SessionInfo info() {
        if (info == null) {
            info = new SessionInfo(
                    id,
                    identity.peer(),
                    openedAt,
                    config.lmtp(),
                    heloName,
                    extended,
                    tls,
                    authentication.info(),
                    transactions,
                    order,
                    began);
        }
        return info;
    }

    /** How the last line broke the grammar, and was let in for all that. */
    Set<Leniency> leniencies() {
        return leniencies;
    }

    /**
     * The envelope of the mail that comes now: the very object of the mail before, where it says the same to the
     * letter.
     */
    Envelope finalEnvelope() {
        lastEnvelope = openTransaction().envelope(lastEnvelope);
        return lastEnvelope;
    }

    /** The envelope so far, empty outside a transaction. */
    Optional<Envelope> envelope() {
        return Optional.ofNullable(transaction).map(Transaction::envelope);
    }

    /**
     * The client has come to a place from where it is expected to go on to a mail, or else it stands as it did: NOOP
     * leads nowhere.
     */
    void reached(Phase phase) {
        mailExpected |= switch (phase) {
            case CONNECT, EHLO, STARTTLS, TLS_HANDSHAKE, AUTH, XCLIENT, XFORWARD -> true;
            default -> false;
        };
    }

    /** Tells whether a mail is open or to be expected next; if not, the client may well be done. */
    boolean isMailExpected() {
        return transaction != null || mailExpected;
    }

    /** Tells whether the mail that is open cannot go on, since no recipient is left. */
    boolean wasEveryRecipientRefused() {
        return transaction != null && transaction.wasEveryRecipientRefused();
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

    /** What the policy does with the content that comes now. */
    ContentFilter contentFilter() {
        return openTransaction().filter();
    }

    boolean isBinary() {
        return transaction != null && transaction.isBinary();
    }

    // Commands

    private Step receive(Command command) {
        Optional<Reply> refusal = guard(command.verb());
        if (refusal.isPresent()) {
            return command.verb() == Verb.BDAT
                    ? Step.refusingChunk(command.argument(), refusal.get())
                    : Step.line(command.verb().phase(), refusal.get());
        }
        return switch (command.verb()) {
            case EHLO, LHLO -> hello(command, true);
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
            case HELP -> reply(command, HelpReply.of(config, tls != null));
            case QUIT -> reply(command, command.argument().isEmpty() ? Replies.BYE : Replies.NO_ARGUMENT_ALLOWED);
            case HTTP -> reply(command, Replies.NOT_HTTP);
            case AUTH -> authenticate(authentication.start(command.argument()));
            case XCLIENT -> reply(command, xclient(command.argument()));
            case XFORWARD -> reply(command, xforward(command.argument()));
            case FIELD -> reply(command, heloName == null ? Replies.NOT_HTTP : Replies.COMMAND_UNKNOWN);
            case UNKNOWN -> reply(command, Replies.COMMAND_UNKNOWN);
        };
    }

    private static Step reply(Command command, Reply reply) {
        return Step.line(command.verb().phase(), reply);
    }

    /** All rules about which command may come when (RFC 5321 section 4.1.4). */
    private Optional<Reply> guard(Verb verb) {
        if (verb == Verb.QUIT || verb == Verb.HTTP || verb == Verb.FIELD || verb == Verb.UNKNOWN) {
            return Optional.empty();
        }
        if (refusedService != null) {
            return Optional.of(refusedService);
        }
        if (transaction != null && transaction.isChunking() && !verb.mayComeBetweenChunks()) {
            return Optional.of(Replies.CHUNK_EXPECTED);
        }
        Optional<Reply> barred = guardRequirements(verb);
        if (barred.isPresent()) {
            return barred;
        }
        return switch (verb) {
            case MAIL -> guardMail();
            case RCPT -> transaction == null ? Optional.of(outsideTransaction()) : Optional.empty();
            case DATA, BDAT -> guardContent(verb);
            case STARTTLS -> guardStartTls();
            case AUTH -> authentication.guard(extended ? null : config.greetFirst(), transaction != null, tls != null);
            case EHLO, HELO -> config.lmtp() ? Optional.of(Replies.LHLO_ONLY) : Optional.empty();
            case LHLO -> config.lmtp() ? Optional.empty() : Optional.of(Replies.COMMAND_UNKNOWN);
            case XCLIENT, XFORWARD -> identity.guard(transaction != null);
            default -> Optional.empty();
        };
    }

    /**
     * What TLS is required for: all but the way to it (RFC 3207 section 4). What AUTH is required for: mail, and what
     * is known about addresses (RFC 4954 section 6).
     */
    private Optional<Reply> guardRequirements(Verb verb) {
        if (heloName == null && verb == Verb.MAIL) {
            return Optional.empty(); // it is out of order first of all: 503
        }
        boolean needsTls = switch (verb) {
            case EHLO, LHLO, STARTTLS, NOOP, XCLIENT, XFORWARD -> false;
            default -> true;
        };
        if (config.tlsRequired() && tls == null && needsTls) {
            return Optional.of(Replies.STARTTLS_FIRST);
        }
        boolean needsAuth = switch (verb) {
            case MAIL, RCPT, DATA, BDAT, VRFY, EXPN -> true;
            default -> false;
        };
        return config.auth().required() && authentication.info() == null && needsAuth
                ? Optional.of(Replies.AUTH_FIRST)
                : Optional.empty();
    }

    private Reply outsideTransaction() {
        return heloName == null ? config.greetFirst() : Replies.MAIL_FIRST;
    }

    private Optional<Reply> guardMail() {
        if (heloName == null) {
            return Optional.of(config.greetFirst());
        }
        if (transaction != null) {
            return Optional.of(Replies.NESTED_MAIL);
        }
        return transactions < config.maxMails() ? Optional.empty() : Optional.of(Replies.TOO_MANY_MAILS);
    }

    private Optional<Reply> guardContent(Verb verb) {
        if (verb == Verb.BDAT && !config.offers(ServiceExtension.CHUNKING)) {
            return Optional.of(Replies.NOT_IMPLEMENTED);
        }
        if (transaction == null) {
            return Optional.of(outsideTransaction());
        }
        if (transaction.wasEveryRecipientRefused() && !config.lmtp()) { // RFC 2033 section 4.2: always 503
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
            return Optional.of(config.greetFirst());
        }
        return transaction == null ? Optional.empty() : Optional.of(Replies.NOT_IN_TRANSACTION);
    }

    private Step hello(Command command, boolean ehlo) {
        String name = command.argument().strip();
        Set<Leniency> used = LenientArgument.usedByGreeting(command.argument());
        if (!config.lenient() && !used.isEmpty()) {
            return reply(command, name.isEmpty() ? Replies.ARGUMENT_MISSING : Replies.HELLO_SYNTAX);
        }
        leniencies = used;
        Optional<Reply> refusal = policy.hello(name);
        if (refusal.isPresent()) {
            return reply(command, refusal.get());
        }
        endTransaction(); // RFC 5321 section 4.1.4: EHLO is also a RSET
        heloName = name;
        extended = ehlo;
        return reply(
                command,
                ehlo
                        ? EhloReply.of(config, tls != null, authentication.isBound(), identity.isGateway())
                        : Reply.of(250, config.hostname()));
    }

    /** The facts have changed if that was the end of an exchange; the policy may undo it. */
    private Step authenticate(Step step) {
        info = null;
        if (authentication.info() == null) {
            return step;
        }
        Optional<Reply> refusal = policy.authenticated();
        info = null;
        return refusal.isPresent() ? authentication.undo(refusal.get()) : step;
    }

    /** The gateway describes its client, and the session starts anew with what it says. */
    private Reply xclient(String argument) {
        return identity.override(argument, xclient -> {
            heloName = xclient.value("HELO").orElse(null);
            extended = xclient.value("PROTO").filter("ESMTP"::equalsIgnoreCase).isPresent();
            authentication.adopt(xclient.value("LOGIN").orElse(null));
            info = null;
            return greeting();
        });
    }

    private Reply xforward(String argument) {
        info = null;
        return identity.forward(argument);
    }

    private Step startTls(Command command) {
        return command.argument().isEmpty()
                ? Step.then(Phase.STARTTLS, Replies.READY_FOR_TLS, Next.TLS)
                : reply(command, Replies.NO_ARGUMENT_ALLOWED);
    }

    private Reply mail(String argument) {
        PathCommands paths = paths();
        return paths.mail(argument, (from, parameters) -> {
            leniencies = paths.leniencies();
            transactions++;
            order = EventOrder.next();
            began = config.clock().instant();
            info = null;
            Reply reply = policy.mail(from, parameters).orElse(Replies.SENDER_OK);
            if (reply.isPositive()) {
                transaction = new Transaction(from, parameters);
            }
            return reply;
        });
    }

    private Reply rcpt(String argument) {
        Transaction open = openTransaction();
        PathCommands paths = paths();
        Reply reply = paths.rcpt(argument, open.isInternationalized(), (to, parameters) -> {
            leniencies = paths.leniencies();
            return rcpt(to, parameters, open);
        });
        if (!reply.isPositive()) {
            open.noteRefusedRecipient();
        }
        return reply;
    }

    private Reply rcpt(ForwardPath to, EsmtpParameters parameters, Transaction open) {
        if (open.recipientCount() >= config.maxRecipients()) {
            return Replies.TOO_MANY_RECIPIENTS; // RFC 5321 section 4.5.3.1.10
        }
        Reply reply = policy.recipient(open.envelope(), to, parameters).orElse(Replies.RECIPIENT_OK);
        if (reply.isPositive()) {
            open.add(new Recipient(to, parameters));
        }
        return reply;
    }

    private PathCommands paths() {
        return new PathCommands(config, extended, tls != null);
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
        Optional<Reply> refusal = askForData();
        return refusal.isPresent()
                ? reply(command, refusal.get())
                : Step.then(Phase.DATA, Replies.SEND_CONTENT, Next.CONTENT);
    }

    private Optional<Reply> askForData() {
        Transaction open = openTransaction();
        Envelope envelope = open.envelope();
        Optional<Reply> refusal = policy.data(envelope);
        return refusal.isPresent() ? refusal : policy.content(open, envelope);
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
                return Step.refusingChunk(command.argument(), refusal.get());
            }
            open.startChunking();
        }
        return Step.chunk(chunk.get());
    }

    private Reply rset(String argument) {
        if (!argument.isEmpty()) {
            return Replies.NO_ARGUMENT_ALLOWED;
        }
        endTransaction();
        return Replies.OK;
    }

    private Reply vrfy(String name) {
        return name.isEmpty() ? Replies.ARGUMENT_MISSING : policy.verify(name).orElse(Replies.CANNOT_VERIFY);
    }

    private Reply expn(String list) {
        return list.isEmpty() ? Replies.ARGUMENT_MISSING : policy.expand(list).orElse(Replies.NOT_IMPLEMENTED);
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
