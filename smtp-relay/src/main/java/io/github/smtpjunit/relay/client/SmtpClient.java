package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.relay.client.ReplyReader.Response;
import io.github.smtpjunit.smtp.Envelope;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One session with a next hop (RFC 5321 section 3). Not thread-safe; an interrupt of its thread closes the connection.
 */
public final class SmtpClient implements Closeable {

    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final HostAddress target;
    private final ClientSettings settings;
    private final ClientWire wire;
    private EhloResponse peer = EhloResponse.NOTHING;
    private boolean verifiedTls;
    private boolean greeted;
    private boolean openTransaction;
    private int mails;
    private ContentWriter.@Nullable Space space;

    private SmtpClient(HostAddress target, ClientSettings settings, ClientWire wire) {
        this.target = target;
        this.settings = settings;
        this.wire = wire;
    }

    // The start of the session

    /**
     * Opens a session: TCP, greeting, EHLO (HELO if EHLO is refused), STARTTLS and EHLO again, AUTH. With
     * {@link TlsPolicy#OPPORTUNISTIC}, a handshake that fails leads to a second connection, in clear text; but not
     * where there are credentials, which are for a host that has proved its identity.
     *
     * @throws NextHopException if that fails; nothing is left open
     */
    public static SmtpClient open(HostAddress target, ClientSettings settings) throws NextHopException {
        boolean isOpportunistic = settings.tls() == TlsPolicy.OPPORTUNISTIC;
        if (isOpportunistic && settings.credentials() != null) {
            return openVerified(target, settings);
        }
        try {
            return open(target, settings, settings.tls());
        } catch (NextHopException e) {
            if (e.isTlsFailure() && isOpportunistic) {
                return open(target, settings, TlsPolicy.NONE); // RFC 7435 section 3
            }
            throw e;
        }
    }

    private static SmtpClient openVerified(HostAddress target, ClientSettings settings) throws NextHopException {
        try {
            return open(target, settings, TlsPolicy.REQUIRED);
        } catch (NextHopException e) {
            throw e.isTlsFailure() || e.isForLackOfTls() ? e.forLackOfVerification() : e;
        }
    }

    private static SmtpClient open(HostAddress target, ClientSettings settings, TlsPolicy use) throws NextHopException {
        ClientWire wire = ClientWire.connect(target, settings.timeouts().connect());
        SmtpClient client = new SmtpClient(target, settings, wire);
        try {
            client.start(use);
            return client;
        } catch (NextHopException e) {
            client.close();
            throw client.greeted ? e.afterGreeting() : e;
        }
    }

    private void start(TlsPolicy use) throws NextHopException {
        if (use == TlsPolicy.IMPLICIT) {
            startTls(use);
        }
        Response greeting = wire.read(limit(), "the connection");
        if (greeting.code() != 220) {
            throw refused(greeting, "the greeting");
        }
        greeted = true;
        hello();
        if (use == TlsPolicy.REQUIRED || (use == TlsPolicy.OPPORTUNISTIC && peer.offers("STARTTLS"))) {
            changeToTls(use);
        }
        if (settings.credentials() != null) {
            boolean secrets = verifiedTls || settings.tls() == TlsPolicy.NONE;
            new ClientAuth(wire, target, settings.credentials(), limit()).run(peer.mechanisms(), secrets);
        }
    }

    private void hello() throws NextHopException {
        Response reply = command("EHLO " + settings.helloName(), "EHLO");
        if (reply.code() / 100 == 2) {
            peer = EhloResponse.parse(reply.lines());
            return;
        }
        peer = EhloResponse.NOTHING;
        if (reply.code() / 100 == 5) {
            try {
                reply = command("HELO " + settings.helloName(), "HELO"); // RFC 5321 section 3.2
            } catch (NextHopException e) {
                throw e.reply().said() ? e : refused(reply, "EHLO"); // which it has closed after
            }
        }
        if (reply.code() / 100 != 2) {
            throw refused(reply, "EHLO");
        }
    }

    private void changeToTls(TlsPolicy use) throws NextHopException {
        if (!peer.offers("STARTTLS")) {
            throw NextHopException.ofNoTls();
        }
        Response reply = command("STARTTLS", "STARTTLS");
        if (reply.code() / 100 > 3 && use == TlsPolicy.OPPORTUNISTIC) {
            wire.remember("STARTTLS was refused: " + reply.toReply());
            return; // RFC 3207 section 4: the session is as it was
        }
        if (reply.code() != 220) {
            RemoteReply said = reply.toReply();
            throw new NextHopException(RemoteReply.of(454, "4.7.4", "The next hop refuses STARTTLS: " + said));
        }
        if (wire.hasUnread()) {
            // An attacker in the middle has sent replies for the time after the change: RFC 3207 section 6
            throw wire.broken("Clear text after the reply to STARTTLS");
        }
        startTls(use);
        try {
            hello(); // what was offered in clear text is discarded: RFC 3207 section 4.2
        } catch (NextHopException e) {
            // In TLS 1.3 the peer may refuse the handshake after our part, because it got no certificate of ours (RFC
            // 8446
            // section 2)
            throw e.getCause() == null ? e : NextHopException.ofTls("Lost after the TLS handshake: " + e.reply(), e);
        }
    }

    private void startTls(TlsPolicy use) throws NextHopException {
        wire.startTls(use, settings::context, limit());
        verifiedTls = ClientTls.verifies(use);
    }

    private Response command(String line, String name) throws NextHopException {
        byte[] octets = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
        wire.send(octets, octets.length, limit(), name);
        return wire.read(limit(), name);
    }

    private NextHopException refused(Response reply, String awaited) {
        return reply.code() >= 400
                ? new NextHopException(reply.toReply())
                : wire.broken("Wrong reply to " + awaited + ": " + reply.toReply());
    }

    private Duration limit() {
        return settings.timeouts().command();
    }

    // Mails

    /**
     * Runs one mail transaction. The result says what the peer did.
     *
     * @param envelope the sender and the parameters of the mail
     * @param recipients the recipients to name; their results come in this order
     * @param content the content
     */
    public TransactionResult send(Envelope envelope, List<Envelope.Recipient> recipients, MailContent content) {
        if (space == null) {
            space = new ContentWriter.Space();
        }
        EnvelopeCommands commands = new EnvelopeCommands(envelope, content, peer);
        MailTransaction transaction = new MailTransaction(wire, peer, settings.timeouts(), commands, recipients);
        TransactionResult result = transaction.run(content, space, openTransaction, verifiedTls);
        openTransaction = transaction.isOpenAtPeer();
        mails++;
        return result;
    }

    /**
     * Ends a transaction that is still open at the peer, since it has accepted no recipient. It is for when no other
     * mail follows at once, which would send its own RSET.
     */
    public void endTransaction() {
        if (openTransaction && isUsable()) {
            try {
                openTransaction = command("RSET", "RSET").code() / 100 != 2;
            } catch (NextHopException e) {
                // It is over with the connection
            }
        }
    }

    /** Whether another mail may follow: the session is open and in step. */
    public boolean isUsable() {
        return wire.isOpen() && !wire.hasUnread() && mails < peer.maxMails();
    }

    /** Whether the peer is still there, after the session has been idle. Costs no round trip. */
    public boolean isStillOpen() {
        return wire.isQuiet();
    }

    // Facts

    public HostAddress target() {
        return target;
    }

    /** The version of TLS, for example {@code TLSv1.3}; empty in clear text. */
    public Optional<String> tlsProtocol() {
        return wire.tlsProtocol();
    }

    /** Whether the peer has proved by its certificate that it is the target. */
    boolean isVerified() {
        return verifiedTls;
    }

    /** Whether the peer offers an extension, for example {@code DSN}. */
    public boolean offers(String keyword) {
        return peer.offers(keyword);
    }

    /** How many recipients a transaction may have; those beyond have to wait for the next one. */
    int maxRecipients() {
        return peer.maxRecipients();
    }

    /** Breaks the connection under the thread that uses it; the only method that another thread may call. */
    public void abort() {
        wire.close();
    }

    /** Says QUIT if the session is in step, waits a little for the reply, and closes the connection. */
    @Override
    public void close() {
        if (wire.isOpen() && !wire.hasUnread()) {
            try {
                byte[] quit = "QUIT\r\n".getBytes(StandardCharsets.US_ASCII);
                Duration patience = limit().compareTo(FAREWELL) < 0 ? limit() : FAREWELL;
                wire.send(quit, quit.length, patience, "QUIT");
                wire.read(patience, "QUIT");
            } catch (NextHopException e) {
                // The session is over with or without a reply
            }
        }
        wire.close();
    }
}
