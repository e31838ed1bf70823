package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.given.Given;
import io.github.smtpjunit.smtp.server.FaultPlan.End;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * What goes wrong with TLS: actions for rules, most of them at {@link Phase#TLS_HANDSHAKE}.
 *
 * <pre>{@code
 * faults.on(TLS_HANDSHAKE).then(present(kit.serverContext(EXPIRED)));
 * }</pre>
 *
 * <p>Other faults of TLS are {@link EhloFault#hide EhloFault.hide("STARTTLS")}, which strips it,
 * {@link Replies#TLS_UNAVAILABLE} in reply to STARTTLS, and {@code close()}, {@code hang()} and {@code raw(..)} in
 * place of the handshake.
 */
public final class TlsFault {

    private static final List<String> KNOWN = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private TlsFault() {}

    /**
     * Presents the certificate of another context. Use at {@link Phase#TLS_HANDSHAKE}.
     *
     * @param context for example one with an expired certificate; one whose key manager looks at the name that the
     *     client asks for presents different certificates to different clients
     * @return the action
     */
    public static FaultAction present(SSLContext context) {
        requireNonNull(context, "context");
        return settings(
                "present another certificate",
                tls -> new TlsSettings(context, tls.protocols(), List.of(), tls.clientCertificate()));
    }

    /**
     * Shakes hands with some versions of TLS only. Use at {@link Phase#TLS_HANDSHAKE}.
     *
     * @param protocols names of the JDK, for example {@code TLSv1.3}. Of versions that the JDK has switched off, such
     *     as {@code TLSv1}, the client sees that the handshake is refused
     * @return the action
     * @throws IllegalArgumentException if the JDK does not know one
     */
    public static FaultAction onlyProtocols(String... protocols) {
        Given.each("protocols", protocols);
        List<String> wanted = List.of(protocols);
        if (wanted.isEmpty() || !KNOWN.containsAll(wanted)) {
            throw new IllegalArgumentException("onlyProtocols(...) needs some of " + String.join(", ", KNOWN));
        }
        return settings(
                "only " + String.join(", ", protocols),
                tls -> new TlsSettings(tls.context(), wanted, List.of(), tls.clientCertificate()));
    }

    private static FaultAction settings(String name, UnaryOperator<TlsSettings> change) {
        return FaultAction.at(Phase.TLS_HANDSHAKE, name, plan -> {
            var before = plan.tls;
            plan.tls = tls -> change.apply(before.apply(tls));
        });
    }

    /**
     * Answers the client's first message of the handshake with a fatal alert, and closes. Use at
     * {@link Phase#TLS_HANDSHAKE}.
     *
     * @param description the number of the alert (RFC 8446 section 6), for example 40 for {@code handshake_failure}, 70
     *     for {@code protocol_version}, 112 for {@code unrecognized_name}
     * @return the action
     */
    public static FaultAction alert(int description) {
        if (description < 0 || description > 255) {
            throw new IllegalArgumentException("The number of an alert is one octet, not " + description);
        }
        // A record of type alert (21), version 3.3, 2 octets: fatal (2) and the description (RFC 8446 sections 5.1 and
        // 6).
        byte[] octets = {21, 3, 3, 0, 2, 2, (byte) description};
        return FaultAction.at(Phase.TLS_HANDSHAKE, "alert " + description, plan -> {
            plan.awaitsHello = true; // else the client's message would reset the connection under the alert
            plan.answer(null, octets);
            plan.end(End.CLOSE);
        });
    }

    /**
     * Leaves the handshake out and goes on in clear text: after STARTTLS, or on a port of implicit TLS. Use at {@link
     * Phase#TLS_HANDSHAKE}.
     *
     * @return the action
     */
    public static FaultAction stayInClearText() {
        return FaultAction.at(Phase.TLS_HANDSHAKE, "stay in clear text", plan -> plan.skipsHandshake = true);
    }

    /**
     * Expects a TLS handshake before the greeting, on a port that is one for clear text. A client that waits for the
     * greeting waits in vain. Use at {@link Phase#CONNECT}.
     *
     * @param context the server's key and certificate
     * @return the action
     */
    public static FaultAction implicitTls(SSLContext context) {
        requireNonNull(context, "context");
        TlsSettings settings =
                new TlsSettings(context, TlsSettings.PROTOCOLS, List.of(), ClientCertificate.NOT_REQUESTED);
        return FaultAction.at(Phase.CONNECT, "implicit TLS", plan -> plan.tlsFirst = settings);
    }

    /**
     * Answers STARTTLS, and sends another reply right behind, before the handshake, as somebody on the way could. A
     * client must not take it for a reply that came over TLS (RFC 3207 section 6). Use at {@link Phase#STARTTLS}.
     *
     * @param injected the reply to a command that the client has not sent yet
     * @return the action
     */
    public static FaultAction inject(Reply injected) {
        requireNonNull(injected, "injected");
        byte[] octets = (new String(Replies.READY_FOR_TLS.octets(), StandardCharsets.US_ASCII)
                        + new String(injected.octets(), StandardCharsets.US_ASCII))
                .getBytes(StandardCharsets.US_ASCII);
        return FaultAction.at(
                Phase.STARTTLS, "inject " + injected.toString().replace('\n', '|'), plan -> plan.answer(null, octets));
    }
}
