package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslExchange;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import io.github.smtpjunit.smtp.sasl.SaslStep;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The AUTH command of one session (RFC 4954 section 4): runs one exchange at a time, bounds the failed ones, remembers
 * who has proved what, and hides what may be secret. It does no I/O.
 */
final class Authentication {

    private static final int MAX_RESPONSE = 12_288; // RFC 4954 section 4
    private static final int MAX_COMMAND =
            "AUTH ".length() + 20 + " ".length() + MAX_RESPONSE; // RFC 4422 section 3.1: names

    /** How long the lines of an exchange may be. */
    static final LineReader.Limit RESPONSE = new LineReader.Limit(MAX_RESPONSE, MAX_RESPONSE);

    private static final String MASK = "***";
    /** Mechanisms that the server does not speak, and that hand over no password. */
    static final Set<String> OTHER_MECHANISMS = Set.of(
            "ANONYMOUS",
            "DIGEST-MD5",
            "EXTERNAL",
            "GSSAPI",
            "KERBEROS_V4",
            "NTLM",
            "OTP",
            "SCRAM-SHA-512",
            "SCRAM-SHA-512-PLUS");

    private final AuthRules rules;
    private final String hostname;
    private final Supplier<SessionInfo> session;
    private volatile @Nullable SaslExchange exchange; // another thread may ask whether there is one
    private String mechanism = "";
    private @Nullable AuthInfo info;
    private byte @Nullable [] serverEndPoint;
    private int failures;
    private boolean tried;

    Authentication(AuthRules rules, String hostname, Supplier<SessionInfo> session) {
        this.rules = rules;
        this.hostname = hostname;
        this.session = session;
    }

    /** Who the client has proved to be, null for an anonymous one. */
    @Nullable
    AuthInfo info() {
        return info;
    }

    /** Takes a trusted gateway's word for who the client is; null for an anonymous one. */
    void adopt(@Nullable String user) {
        info = user == null ? null : new AuthInfo(user, "XCLIENT");
    }

    /** Undoes what has just succeeded, since the policy is against it. */
    Step undo(Reply refusal) {
        AuthInfo undone = Objects.requireNonNull(info, "no client has authenticated");
        info = null;
        return fail(refusal).noting(named(undone.user()));
    }

    /** Ends the exchange that runs. */
    Step breakOff(Reply refusal) {
        return fail(refusal);
    }

    /** Clients can bind to this from now on, if a mechanism for that is offered; null for what cannot be bound to. */
    void bindTo(byte @Nullable [] endPoint) {
        serverEndPoint = rules.offersChannelBinding() ? endPoint : null;
    }

    boolean isBound() {
        return serverEndPoint != null;
    }

    /** Forgets who the client is, but not how often it has failed. */
    void forget() {
        info = null;
    }

    /** Tells whether the next line belongs to an exchange. */
    boolean isRunning() {
        return exchange != null;
    }

    /** How long a command may be: AUTH as long as its response, which many clients send with it whatever its length. */
    LineReader.Limit commandLimit(int maxLength) {
        return new LineReader.Limit(maxLength, rules.isKnown() ? Math.max(maxLength, MAX_COMMAND) : maxLength);
    }

    /** The rules about when AUTH may come (RFC 4954 section 4). */
    Optional<Reply> guard(@Nullable Reply greetFirst, boolean inTransaction, boolean encrypted) {
        if (!rules.isKnown()) {
            return Optional.of(Replies.NOT_IMPLEMENTED);
        }
        if (greetFirst != null) {
            return Optional.of(greetFirst);
        }
        if (inTransaction) {
            return Optional.of(Replies.NOT_IN_TRANSACTION);
        }
        if (info != null) {
            return Optional.of(Replies.ALREADY_AUTHENTICATED);
        }
        return rules.isUsable(encrypted) ? Optional.empty() : Optional.of(Replies.ENCRYPTION_REQUIRED);
    }

    /** Starts an exchange: the answer to an AUTH command that may come now. */
    Step start(String argument) {
        if (failures >= rules.maxAttempts()) {
            return step(Replies.TOO_MANY_AUTH_ATTEMPTS);
        }
        String[] words = argument.strip().split(" +", 2);
        if (words[0].isEmpty()) {
            return step(Replies.ARGUMENT_MISSING);
        }
        Optional<SaslMechanism> offered = SaslMechanism.named(words[0]).filter(rules.offered(isBound())::contains);
        if (offered.isEmpty()) {
            return step(Replies.MECHANISM_UNKNOWN);
        }
        SaslAuthenticator authenticator =
                Objects.requireNonNull(rules.authenticator(), "mechanisms need an authenticator");
        mechanism = offered.get().registeredName();
        SaslExchange started = SaslExchange.of(offered.get(), authenticator, hostname, serverEndPoint);
        exchange = started;
        if (words.length == 1) {
            return step(Replies.challenge(started.firstChallenge()));
        }
        return started.takesInitialResponse()
                ? respond(started, words[1].equals("=") ? "" : words[1])
                : fail(Replies.AUTH_SERVER_FIRST);
    }

    /** Starts an exchange with a challenge that is not the mechanism's; an initial response is not looked at. */
    Step startBy(String argument, Reply challenge) {
        Step step = start(argument.strip().split(" +", 2)[0]);
        return isRunning() ? step(challenge) : step;
    }

    /** Stays in the exchange that runs, unless the client cancels it. */
    Step insist(Line line, Reply challenge) {
        return line.text().equals("*") ? respond(line) : step(challenge);
    }

    /** Answers a line of the exchange that runs. */
    Step respond(Line line) {
        SaslExchange running = Objects.requireNonNull(exchange, "no exchange is running");
        return switch (line.kind()) {
            case TOO_LONG -> fail(Replies.AUTH_TOO_LONG);
            case MALFORMED -> fail(Replies.AUTH_NOT_BASE64);
            case TEXT -> line.text().equals("*") ? fail(Replies.AUTH_CANCELLED) : respond(running, line.text());
        };
    }

    private Step respond(SaslExchange running, String base64) {
        byte[] octets = decode(base64);
        if (octets == null) {
            return fail(Replies.AUTH_NOT_BASE64);
        }
        String response = utf8(octets);
        SaslStep answer = response == null ? SaslStep.MALFORMED : ask(running, response);
        if (answer instanceof SaslStep.Challenge challenge) {
            return step(Replies.challenge(challenge.text()));
        }
        if (answer instanceof SaslStep.Failure failure) {
            return fail(failure.reply(), failure.user());
        }
        return succeed((SaslStep.Success) answer);
    }

    /** Asks the mechanism, which asks the user's authenticator; what that throws is no answer. */
    private SaslStep ask(SaslExchange running, String response) {
        return UserCode.call(() -> running.respond(response), failure -> {
            USER_CODE.logWithoutMessages(() -> "The authenticator failed in " + session.get(), failure);
            return new SaslStep.Failure(Replies.AUTH_UNAVAILABLE, "");
        });
    }

    private Step succeed(SaslStep.Success success) {
        exchange = null;
        info = new AuthInfo(success.user(), mechanism, success.actingAs(), rules.checked());
        return step(Replies.AUTHENTICATED);
    }

    private Step fail(Reply reply, String user) {
        return user.isEmpty() ? fail(reply) : fail(reply).noting(isKnown(user) ? named(user) : unnamed(user));
    }

    private Step fail(Reply reply) {
        exchange = null;
        failures++;
        return step(reply);
    }

    private static String named(String user) {
        return "user " + SessionRecord.printable(user);
    }

    /** What is given for a name may be a password: by a client that confuses them, or is a step behind or ahead. */
    private static String unnamed(String user) {
        int length = user.codePointCount(0, user.length());
        return "an unknown user, a name of " + length + (length == 1 ? " character" : " characters");
    }

    private boolean isKnown(String user) {
        SaslAuthenticator authenticator =
                Objects.requireNonNull(rules.authenticator(), "mechanisms need an authenticator");
        return UserCode.call(() -> authenticator.knows(user), failure -> {
            USER_CODE.logWithoutMessages(() -> "The authenticator failed in " + session.get(), failure);
            return false;
        });
    }

    private static Step step(Reply reply) {
        return Step.line(Phase.AUTH, reply);
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            return base64.length() % 4 == 0 ? Base64.getDecoder().decode(base64) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String utf8(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /**
     * Returns how a client's line may be shown, before it is answered. It notes that AUTH has been tried: from then on,
     * a line that is no command may be a response that came too late or too early.
     */
    String noteAndMask(Line line) {
        if (exchange != null) {
            return line.text().equals("*") ? "*" : MASK;
        }
        Command command = line.command();
        if (command.verb() == Verb.AUTH) {
            tried = true;
            return maskCommand(command.argument().strip());
        }
        if (command.verb() == Verb.UNKNOWN || command.verb() == Verb.FIELD) {
            tried |= line.text().toUpperCase(Locale.ROOT).contains("AUTH");
            return tried && !line.text().isEmpty() ? MASK : line.text();
        }
        return line.text();
    }

    private static String maskCommand(String argument) {
        String[] words = argument.split(" ", 2);
        boolean known = SaslMechanism.named(words[0]).isPresent()
                || OTHER_MECHANISMS.contains(words[0].toUpperCase(Locale.ROOT));
        if (argument.isEmpty()) {
            return "AUTH";
        }
        return "AUTH " + (known ? words[0] + (words.length > 1 ? " " + MASK : "") : MASK);
    }
}
