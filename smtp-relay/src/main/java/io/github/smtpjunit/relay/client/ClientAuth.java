package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.relay.client.ReplyReader.Response;
import io.github.smtpjunit.smtp.sasl.SaslClientExchange;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The AUTH command (RFC 4954). If it fails the mail waits: a password that is wrong today is the operator's mistake,
 * and no reason to give up what can still be delivered.
 */
final class ClientAuth {

    private static final int MAX_LINE = 512; // RFC 5321 section 4.5.3.1.4, to which AUTH is subject: RFC 4954 section 4
    private static final int MAX_ROUNDS = 8;

    /** Those that prove the knowledge of the password without showing it, the strongest first. */
    private static final List<SaslMechanism> PROVING =
            List.of(SaslMechanism.SCRAM_SHA_256, SaslMechanism.SCRAM_SHA_1, SaslMechanism.CRAM_MD5);

    private static final List<SaslMechanism> BY_PASSWORD = Stream.concat(
                    PROVING.stream(), Stream.of(SaslMechanism.PLAIN, SaslMechanism.LOGIN))
            .toList();
    private static final List<SaslMechanism> BY_TOKEN = List.of(SaslMechanism.OAUTHBEARER, SaslMechanism.XOAUTH2);

    private final ClientWire wire;
    private final HostAddress target;
    private final Credentials credentials;
    private final Duration limit;
    private final List<String> secrets = new ArrayList<>();

    ClientAuth(ClientWire wire, HostAddress target, Credentials credentials, Duration limit) {
        this.wire = wire;
        this.target = target;
        this.credentials = credentials;
        this.limit = limit;
        if (!credentials.secret().isEmpty()) {
            secrets.add(credentials.secret());
        }
    }

    /**
     * Authenticates.
     *
     * @param offered the mechanisms that the peer offers
     * @param maySendSecrets whether a password or a token may be shown to the peer; else it is only proved
     * @throws NextHopException if there is no common mechanism, or it fails
     */
    void run(Set<String> offered, boolean maySendSecrets) throws NextHopException {
        SaslMechanism mechanism = choose(offered, maySendSecrets)
                .orElseThrow(() -> failed(
                        offered.stream().allMatch(String::isEmpty)
                                ? "it offers no AUTH"
                                : "it offers no mechanism that may be used "
                                        + (maySendSecrets ? "here" : "without TLS")));
        SaslClientExchange exchange = SaslClientExchange.of(
                mechanism, credentials.user(), credentials.secret(), target.host(), target.port());
        Response reply = begin(mechanism, exchange);
        for (int round = 0; reply.code() == 334 && round < MAX_ROUNDS; round++) {
            reply = answer(exchange, reply.lines().get(0));
        }
        if (reply.code() != 235) {
            throw failed(masked(reply.toReply().toString()));
        }
        if (!exchange.isSatisfied()) {
            wire.abandon();
            throw failed("it has not proved that it knows the password");
        }
    }

    /** Chooses the strongest mechanism. */
    private Optional<SaslMechanism> choose(Set<String> offered, boolean maySendSecrets) {
        return (credentials.isToken() ? BY_TOKEN : BY_PASSWORD)
                .stream()
                        .filter(mechanism -> offered.contains(mechanism.registeredName()))
                        .filter(mechanism -> maySendSecrets || PROVING.contains(mechanism))
                        .findFirst();
    }

    private Response begin(SaslMechanism mechanism, SaslClientExchange exchange) throws NextHopException {
        String command = "AUTH " + mechanism.registeredName();
        Optional<String> initial = exchange.initialResponse().map(this::encode);
        String line = command + initial.map(response -> " " + response).orElse("");
        if (line.length() + 2 <= MAX_LINE) {
            return say(line);
        }
        Response reply = say(command);
        return reply.code() == 334 ? say(initial.orElse("")) : reply;
    }

    private Response answer(SaslClientExchange exchange, String challenge) throws NextHopException {
        String response = decode(challenge).flatMap(exchange::respond).orElse(null);
        return say(response == null ? "*" : encode(response)); // "*" cancels: RFC 4954 section 4
    }

    private Response say(String line) throws NextHopException {
        byte[] octets = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
        wire.send(octets, octets.length, limit, "AUTH");
        try {
            return wire.read(limit, "AUTH");
        } catch (NextHopException e) {
            RemoteReply reply = e.reply();
            throw new NextHopException(new RemoteReply(reply.code(), masked(reply.text()), reply.said()), e);
        }
    }

    private String encode(String response) {
        String encoded = Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8));
        if (encoded.length() > 8) {
            secrets.add(encoded);
        }
        return encoded;
    }

    private static Optional<String> decode(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A peer may repeat what it has got. */
    private String masked(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, "***");
        }
        return masked;
    }

    private static NextHopException failed(@Nullable String problem) {
        return new NextHopException(
                RemoteReply.of(454, "4.7.0", "The next hop does not authenticate the relay: " + problem));
    }
}
