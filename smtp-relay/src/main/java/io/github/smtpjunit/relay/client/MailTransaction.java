package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.relay.client.ContentWriter.ContentException;
import io.github.smtpjunit.relay.client.ReplyReader.Response;
import io.github.smtpjunit.smtp.Envelope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mail transaction with a next hop (RFC 5321 section 3.3), used once. With PIPELINING the commands go out in groups
 * (RFC 2920); a group is so small that the network takes it even if the peer reads nothing before all its replies are
 * taken, so that the two never wait for each other.
 */
final class MailTransaction {

    private static final int GROUP = 8_192; // characters of commands, most of them one octet each

    private static final RemoteReply TOO_MANY =
            RemoteReply.of(452, "4.5.3", "The next hop accepts fewer recipients at a time");

    private enum Kind {
        RSET,
        MAIL,
        RCPT,
        DATA
    }

    /**
     * A command that waits to be sent.
     *
     * @param place the place of its recipient, for RCPT
     */
    private record Command(Kind kind, String line, int place) {
        Command(Kind kind, String line) {
            this(kind, line, -1);
        }
    }

    private final ClientWire wire;
    private final EhloResponse peer;
    private final ClientSettings.Timeouts timeouts;
    private final EnvelopeCommands commands;
    private final List<Envelope.Recipient> recipients;
    private final @Nullable RemoteReply[] results;
    private final List<Integer> accepted = new ArrayList<>();

    private @Nullable RemoteReply mailRefused;
    private @Nullable RemoteReply dataReply;
    private boolean isOpenAtPeer;

    MailTransaction(
            ClientWire wire,
            EhloResponse peer,
            ClientSettings.Timeouts timeouts,
            EnvelopeCommands commands,
            List<Envelope.Recipient> recipients) {
        this.wire = wire;
        this.peer = peer;
        this.timeouts = timeouts;
        this.commands = commands;
        this.recipients = List.copyOf(recipients);
        this.results = new @Nullable RemoteReply[recipients.size()];
    }

    /** Whether the peer still keeps something of it, so that the next one has to start with RSET. */
    boolean isOpenAtPeer() {
        return isOpenAtPeer;
    }

    /**
     * Runs the transaction.
     *
     * @param reset whether one before it is still open at the peer
     * @param verifiedTls whether the peer has proved its identity
     */
    TransactionResult run(MailContent content, ContentWriter.Space space, boolean reset, boolean verifiedTls) {
        isOpenAtPeer = reset;
        RemoteReply refusal = commands.refusal(verifiedTls).orElse(null);
        if (refusal != null) {
            return decidedByContent(refusal);
        }
        List<Integer> asked = asked();
        if (asked.isEmpty()) {
            return decided(Set.of());
        }
        try (ContentWriter writer = new ContentWriter(content, space)) {
            return run(writer, asked, reset);
        } catch (ContentException e) {
            return decidedByContent(e.reply());
        }
    }

    private TransactionResult run(ContentWriter writer, List<Integer> asked, boolean reset) throws ContentException {
        boolean byChunk = peer.offers("CHUNKING") && (commands.isBinary() || writer.prefersChunk());
        try {
            introduce(asked, reset, !byChunk);
            if (mailRefused != null || accepted.isEmpty()) {
                endEmptyContent();
                return mailRefused == null ? decided(Set.of()) : decided(mailRefused);
            }
            if (!byChunk && !isGoAhead()) {
                return decided(Objects.requireNonNull(dataReply));
            }
            return decidedByContent(deliver(writer, byChunk));
        } catch (NextHopException e) {
            return lost(e.reply(), writer);
        } catch (ContentException e) {
            wire.abandon(); // the one way to end a content that must not be taken for whole
            throw e;
        }
    }

    /** The recipients to be named to the peer; the others get their results. */
    private List<Integer> asked() {
        List<Integer> asked = new ArrayList<>();
        for (int place = 0; place < results.length; place++) {
            results[place] = commands.refusal(recipients.get(place)).orElse(null);
            if (results[place] == null && asked.size() < peer.maxRecipients()) {
                asked.add(place);
            } else if (results[place] == null) {
                results[place] = TOO_MANY;
            }
        }
        return asked;
    }

    /** What is not decided yet is decided by this, which comes before the content. */
    private TransactionResult decided(RemoteReply rest) {
        open().forEach(place -> results[place] = rest);
        return decided(Set.of());
    }

    /** What is not decided yet is decided by this, which is about the content. */
    private TransactionResult decidedByContent(RemoteReply rest) {
        Set<Integer> open = open();
        open.forEach(place -> results[place] = rest);
        return decided(open);
    }

    private TransactionResult decided(Set<Integer> byContent) {
        List<RemoteReply> replies = new ArrayList<>(results.length);
        Set<Integer> ofContent = new HashSet<>(byContent);
        for (RemoteReply result : results) {
            RemoteReply reply = Objects.requireNonNull(result);
            if (!reply.isPositive() && isOfContent(reply)) {
                ofContent.add(replies.size());
            }
            replies.add(reply);
        }
        return new TransactionResult(replies, Set.of(), ofContent);
    }

    /** What the peer has said before it was lost stands. */
    private TransactionResult lost(RemoteReply reason, ContentWriter writer) {
        if (mailRefused != null) {
            return decided(mailRefused);
        }
        if (writer.isEndSent() || (reason.said() && !reason.isFarewell())) {
            return decidedByContent(reason);
        }
        Set<Integer> open = open();
        for (int place = 0; place < results.length; place++) {
            if (TOO_MANY.equals(results[place])) {
                open.add(place);
            }
        }
        open.forEach(place -> results[place] = reason);
        TransactionResult decided = decided(writer.isBegun() ? open : Set.of());
        return new TransactionResult(decided.replies(), open, decided.ofContent());
    }

    /** The places of the recipients without a result. */
    private Set<Integer> open() {
        Set<Integer> open = new HashSet<>();
        for (int place = 0; place < results.length; place++) {
            if (results[place] == null) {
                open.add(place);
            }
        }
        return open;
    }

    /**
     * Size (RFC 1870 section 6.1; of the mailbox, RFC 3463 section 3.3), form (section 3.7), or a parameter about them
     * (section 3.6, RFC 5321 section 4.1.1.11).
     */
    private static boolean isOfContent(RemoteReply reply) {
        return reply.code() == 555
                || reply.enhancedStatusCode()
                        .map(status -> switch (status.subject()) {
                            case 2 -> status.detail() == 3;
                            case 3, 5 -> status.detail() == 4;
                            default -> status.subject() == 6;
                        })
                        .orElse(reply.code() == 552 || reply.code() == 504);
    }

    // From MAIL to DATA

    private void introduce(List<Integer> asked, boolean reset, boolean thenData) throws NextHopException {
        Deque<Command> waiting = new ArrayDeque<>();
        if (reset) {
            waiting.add(new Command(Kind.RSET, "RSET\r\n"));
        }
        waiting.add(new Command(
                Kind.MAIL, commands.mail(asked.stream().map(recipients::get).toList())));
        for (int place : asked) {
            waiting.add(new Command(Kind.RCPT, commands.rcpt(recipients.get(place)), place));
        }
        if (thenData) {
            waiting.add(new Command(Kind.DATA, "DATA\r\n")); // the last of its group: RFC 2920 section 3.1
        }
        boolean pipelining = peer.offers("PIPELINING");
        while (!waiting.isEmpty() && mailRefused == null) {
            if (waiting.element().kind() == Kind.DATA && accepted.isEmpty()) {
                return;
            }
            exchange(nextGroup(waiting, pipelining));
        }
    }

    private static List<Command> nextGroup(Deque<Command> waiting, boolean pipelining) {
        List<Command> group = new ArrayList<>();
        int length = 0;
        do {
            Command next = waiting.remove();
            group.add(next);
            length += next.line().length();
        } while (pipelining
                && !waiting.isEmpty()
                && length + waiting.element().line().length() <= GROUP);
        return group;
    }

    private void exchange(List<Command> group) throws NextHopException {
        StringBuilder lines = new StringBuilder();
        group.forEach(command -> lines.append(command.line()));
        byte[] octets = lines.toString().getBytes(StandardCharsets.UTF_8);
        wire.send(octets, octets.length, timeouts.command(), "commands");
        for (Command command : group) {
            switch (command.kind()) {
                case RSET -> {
                    RemoteReply reply = read(timeouts.command(), "RSET", 2);
                    if (!reply.isPositive()) {
                        throw wire.broken("RSET is refused: " + reply);
                    }
                    isOpenAtPeer = false;
                }
                case MAIL -> {
                    RemoteReply reply = read(timeouts.command(), "MAIL", 2);
                    isOpenAtPeer = reply.isPositive();
                    mailRefused = reply.isPositive() ? null : reply;
                }
                case RCPT -> takeRecipient(command.place(), read(timeouts.command(), "RCPT", 2));
                case DATA -> dataReply = read(timeouts.data(), "DATA", 3);
            }
        }
    }

    private void takeRecipient(int place, RemoteReply reply) {
        if (mailRefused != null) {
            return; // there is no transaction, so its reply is ignored
        }
        if (reply.isPositive()) {
            accepted.add(place);
        } else {
            results[place] = tooManyIsTransient(reply);
        }
    }

    /** RFC 5321 section 4.5.3.1.10: 552 for one recipient too many means 452. */
    private RemoteReply tooManyIsTransient(RemoteReply reply) {
        boolean tooMany = reply.code() == 552
                && !accepted.isEmpty()
                && reply.enhancedStatusCode()
                        .filter(status -> status.subject() != 5)
                        .isEmpty();
        return tooMany ? RemoteReply.of(452, "4.5.3", "Too many recipients: " + reply) : reply;
    }

    /** Reads a reply of the right class, or a negative one; what else comes is out of step. */
    private RemoteReply read(Duration limit, String awaited, int positiveClass) throws NextHopException {
        Response response = wire.read(limit, awaited);
        int its = response.code() / 100;
        if (its < 4 && (its != positiveClass || (its == 3 && response.code() != 354))) {
            throw wire.broken("Wrong reply to " + awaited + ": " + response.toReply());
        }
        return response.toReply();
    }

    private boolean isGoAhead() {
        return dataReply != null && dataReply.isPositive();
    }

    /** RFC 2920 section 3.1: a peer may say 354 though it has refused everybody, and gets a lone dot. */
    private void endEmptyContent() {
        if (!isGoAhead()) {
            return;
        }
        byte[] dot = {'.', '\r', '\n'};
        try {
            wire.send(dot, dot.length, timeouts.command(), "a lone dot");
            read(timeouts.command(), "a lone dot", 2);
            isOpenAtPeer = false;
        } catch (NextHopException e) {
            // The session is lost; the recipients have their results already
        }
    }

    // The content

    private RemoteReply deliver(ContentWriter writer, boolean byChunk) throws NextHopException, ContentException {
        if (byChunk) {
            writer.sendChunk(wire, timeouts.data());
        } else {
            writer.sendLines(wire, timeouts.data());
        }
        RemoteReply reply = read(timeouts.finalDot(), "the end of the content", 2);
        // RFC 3030 section 2: a refused chunk leaves the peer in a state that only RSET ends
        isOpenAtPeer = byChunk && !reply.isPositive();
        return reply;
    }
}
