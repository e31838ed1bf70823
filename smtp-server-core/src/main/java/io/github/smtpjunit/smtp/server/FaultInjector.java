package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.FaultPlan.End;
import io.github.smtpjunit.smtp.server.FaultPlan.Manner;
import io.github.smtpjunit.smtp.server.Faults.Hit;
import io.github.smtpjunit.smtp.server.WireInput.Silence;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one connection does wrong on purpose. The dialogue asks it at each place where {@link Faults} can
 * {@linkplain #interfere() interfere}: for the answer to a line, at each reply, between lines, at the content and at
 * the handshake.
 */
final class FaultInjector {

    private static final long TICK_NANOS =
            TimeUnit.MILLISECONDS.toNanos(25); // between two looks whether the client is still there

    private final Faults faults;
    private final Clock clock;
    private final String hostname;
    private final boolean lenient;
    private final Wire wire;
    private final Session session;
    private final Recorder recorder;
    private volatile boolean stopping;
    private @Nullable Hit current; // until its reply has gone out
    private @Nullable Hit judgement; // on the mail that comes in
    private @Nullable Hit throttling; // what is said and read
    private boolean clientIsAhead; // with the line that comes next
    private String mechanism = "";
    private int recipients;

    FaultInjector(ServerConfig config, Wire wire, Session session, Recorder recorder) {
        this.faults = config.faults();
        this.clock = config.clock();
        this.hostname = config.hostname();
        this.lenient = config.lenient();
        this.wire = wire;
        this.session = session;
        this.recorder = recorder;
    }

    /** Lets a client go that is held up, and none be held up any more; called by another thread. */
    void stop() {
        stopping = true;
        faults.waiters().wake();
    }

    /** Tells whether there are rules, or a rule that is gone still has its effect here. */
    boolean interfere() {
        return !faults.isEmpty() || current != null || throttling != null;
    }

    // The answer

    /** What changes a connection to TLS. */
    interface Handshake {
        void start(TlsSettings settings) throws IOException;
    }

    /** The greeting, or what a rule makes of it; the rule may have TLS start before. */
    Step greet(Handshake handshake) throws IOException {
        Hit hit = meet(Phase.CONNECT, "");
        Step step = answer(hit, session::connect, session::refuseService);
        TlsSettings first = hit == null ? null : hit.plan().tlsFirst;
        if (hit != null && first != null) {
            begin(hit);
            handshake.start(first);
        }
        return step;
    }

    /** The session's answer to a line, or what a rule makes of it. */
    Step answer(Line line, String shown) throws IOException {
        if (!session.expects(line)) {
            return session.receive(line);
        }
        Phase phase = session.phaseOf(line);
        count(phase, shown);
        boolean anonymous = session.info().authentication().isEmpty();
        Hit hit = faults.meet(point(phase, shown, null), rule -> phase != Phase.AUTH || !rule.needsUser());
        if (hit != null && hit.plan().ignores) {
            begin(hit);
            recorder.failed(phase, shown, null, words(hit));
            return Step.silent(phase);
        }
        Step step = answer(hit, () -> receive(line, hit), reply -> session.refuse(line, reply));
        if (hit == null && anonymous && session.info().authentication().isPresent()) {
            Hit late = faults.meet(point(phase, shown, null), FaultRule::needsUser);
            return answer(late, () -> step, session::refuseUser);
        }
        return step;
    }

    private Step receive(Line line, @Nullable Hit hit) {
        Reply challenge = hit == null ? null : hit.plan().challenge;
        return challenge == null ? session.receive(line) : session.challenge(line, challenge);
    }

    private void count(Phase phase, String shown) {
        if (phase == Phase.MAIL) {
            recipients = 0;
        } else if (phase == Phase.RCPT) {
            recipients++;
        } else if (phase == Phase.AUTH && !session.isAuthenticating()) {
            String[] words = shown.split(" +", 3);
            mechanism = words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "";
        }
    }

    private Step answer(@Nullable Hit hit, Supplier<Step> normal, Function<Reply, Step> refusal) {
        if (hit == null) {
            return normal.get();
        }
        current = hit;
        FaultPlan plan = hit.plan();
        Reply refused = plan.endsInsteadOfReply() ? Replies.LOCAL_ERROR : plan.refusal();
        if (refused != null) {
            return refusal.apply(refused).noting(words(hit));
        }
        Step step = normal.get();
        Reply reply = step.reply();
        return reply == null || !reply.isPositive() ? step : step.replying(changed(plan, reply));
    }

    private static Reply changed(FaultPlan plan, Reply reply) {
        return plan.ehlo.apply(plan.reply == null ? reply : plan.reply);
    }

    private @Nullable Hit meet(Phase phase, String shown) {
        return faults.meet(point(phase, shown, null), rule -> true);
    }

    private FaultPoint point(Phase phase, String shown, @Nullable ReceivedMail mail) {
        return new FaultPoint(
                phase,
                clock.instant(),
                session.info(),
                session.envelope().orElse(null),
                shown,
                mechanism,
                phase == Phase.RCPT ? recipients : 0,
                faults.openConnections().get(),
                clientIsAhead && !shown.isEmpty(),
                mail,
                lenient);
    }

    private static String words(Hit hit) {
        return "fault " + hit.rule();
    }

    // The reply

    /**
     * Records and sends a reply as the rule that applies has it.
     *
     * @param failure notes that the reply is a refusal, if it is one; runs after the reply is recorded and before it is
     *     sent
     */
    void say(Reply reply, Runnable failure) throws IOException {
        beforeReply();
        record(reply);
        failure.run();
        send(reply);
    }

    /** Waits, or ends the connection in place of the reply. */
    private void beforeReply() throws IOException {
        Hit hit = current;
        if (hit != null) {
            if (hit.plan().tlsFirst == null) { // else it has begun
                begin(hit);
            }
            if (hit.plan().endsInsteadOfReply()) {
                throw end(hit);
            }
        }
    }

    /** Records the reply as it goes over the wire. */
    private void record(Reply reply) {
        if (current == null) {
            recorder.server(reply);
        } else {
            recorder.server(current.plan().wording(reply));
        }
    }

    /** Sends the reply, in the manner of the rule that applies. */
    private void send(Reply reply) throws IOException {
        Hit hit = current;
        if (hit == null) {
            if (throttling == null) {
                wire.output().write(reply);
            } else {
                send(throttling, Manner.WHOLE, reply.octets());
            }
            return;
        }
        current = null;
        FaultPlan plan = hit.plan();
        send(hit, plan.manner, plan.octetsInsteadOf(reply));
        pauses(hit, plan.after);
        if (plan.end != null) {
            throw end(hit);
        }
    }

    private void send(Hit hit, Manner wanted, byte[] octets) throws IOException {
        Manner manner = throttled(wanted);
        int end = Math.min(octets.length, manner.length());
        for (int from = 0; from < end; from += manner.portion()) {
            if (from > 0 && !manner.interval().isZero()) {
                pause(hit, manner.interval());
            }
            int to = end - from > manner.portion() ? from + manner.portion() : end;
            wire.output().writeNow(octets, from, to - from);
            if (to == end) {
                break; // before the sum overflows
            }
        }
    }

    private Manner throttled(Manner manner) {
        Manner throttle = throttling == null ? null : throttling.plan().throttle;
        return throttle == null || manner.portion() != Integer.MAX_VALUE
                ? manner
                : new Manner(throttle.portion(), throttle.interval(), manner.length());
    }

    // Other places

    /** Before a line is awaited. */
    void idle() throws IOException {
        clientIsAhead = false;
        Hit hit = faults.isEmpty() || session.isAuthenticating() ? null : meet(Phase.IDLE, "");
        clientIsAhead = !faults.isEmpty() && wire.isClientAhead();
        if (hit == null) {
            return;
        }
        begin(hit);
        FaultPlan plan = hit.plan();
        Reply reply = plan.reply;
        if (reply != null || plan.octets != null) {
            Reply said = reply == null ? Replies.OK : reply;
            recorder.server(plan.wording(said));
            send(hit, plan.manner, plan.octetsInsteadOf(said));
            pauses(hit, plan.after);
        }
        if (plan.end != null || reply != null) {
            throw end(hit);
        }
    }

    /** Changes to TLS, or does what a rule makes of that. */
    void startTls(TlsSettings normal, Handshake handshake) throws IOException {
        Hit hit = meet(Phase.TLS_HANDSHAKE, "");
        if (hit == null) {
            handshake.start(normal);
            return;
        }
        begin(hit);
        FaultPlan plan = hit.plan();
        byte[] octets = plan.octets;
        if (plan.awaitsHello) {
            wire.input().await();
        }
        if (octets != null) {
            recorder.server(plan.wording(Replies.OK));
            wire.output().writeNow(octets, 0, octets.length);
            pauses(hit, plan.after);
        }
        if (plan.end != null || octets != null) {
            throw end(hit);
        }
        if (!plan.skipsHandshake) {
            handshake.start(plan.tls.apply(normal));
        }
    }

    /** When content starts to come. */
    void content(ContentStream content) {
        Hit hit = faults.isEmpty() ? null : meet(Phase.BODY, "");
        if (hit != null) {
            content.tap(new DelayedBody(hit));
        } else if (throttling != null) {
            content.tap(slowed(throttling));
        }
    }

    private ContentStream.Tap slowed(Hit hit) {
        Manner manner = throttled(Manner.WHOLE);
        return (count, length) -> {
            if (count > 0) {
                pause(hit, manner.interval());
            }
            return Math.min(length, manner.portion());
        };
    }

    /** Slows the reading of content down, or ends it. */
    private final class DelayedBody implements ContentStream.Tap {

        private final Hit hit;
        private boolean begun;

        DelayedBody(Hit hit) {
            this.hit = hit;
        }

        @Override
        public int limit(long count, int length) throws IOException {
            FaultPlan plan = hit.plan();
            if (count >= plan.bodyOctets && !begun) {
                begun = true;
                interrupt(plan);
            }
            if (count > 0 && !plan.bodyInterval.isZero()) {
                pause(hit, plan.bodyInterval);
            }
            long left = begun ? length : plan.bodyOctets - count;
            return (int) Math.min(Math.min(left, length), plan.bodyPortion);
        }

        private void interrupt(FaultPlan plan) throws IOException {
            begin(hit);
            byte[] octets = plan.octets;
            if (octets != null) {
                recorder.server(plan.wording(Replies.OK));
                wire.output().writeNow(octets, 0, octets.length);
                pauses(hit, plan.after);
            }
            if (plan.end != null) {
                throw end(hit);
            }
        }
    }

    /** The handler, or what a rule leaves of it. */
    MailHandler around(MailHandler handler) {
        judgement = null;
        return !faults.isEmpty() && faults.haveLive(rule -> rule.phase() == Phase.END_OF_DATA)
                ? new FaultHandler(handler, this::judge, hostname)
                : handler;
    }

    /** Asks the rules about a mail; its reply is sent as the hit has it. */
    private @Nullable FaultPlan judge(ReceivedMail mail) {
        Hit hit = faults.meet(point(Phase.END_OF_DATA, "", mail), rule -> true);
        judgement = hit;
        return hit == null ? null : hit.plan();
    }

    /** The step that answers the mail; other replies may have come between, to its chunks. */
    Step endOfData(Reply reply) {
        Step step = Step.line(Phase.END_OF_DATA, reply);
        Hit hit = judgement;
        if (hit == null) {
            return step;
        }
        judgement = null;
        if (!reply.isPositive() && hit.plan().storesThenEnds()) {
            return step; // nothing has been stored, so that is no lost reply
        }
        current = hit;
        return step.noting(words(hit));
    }

    // What rules do

    private void begin(Hit hit) throws IOException {
        recorder.event("(" + words(hit) + ")");
        if (hit.plan().throttle != null) {
            throttling = hit;
        }
        pauses(hit, hit.plan().before);
    }

    private void pauses(Hit hit, Iterable<Supplier<Duration>> times) throws IOException {
        for (Supplier<Duration> time : times) {
            pause(hit, time.get());
        }
    }

    /**
     * Waits until the time is up by the server's clock, the test releases the client, the client leaves, or the server
     * stops.
     */
    private void pause(Hit hit, Duration time) throws IOException {
        wire.output().flush();
        boolean forEver = time.equals(FaultPlan.FOR_EVER);
        boolean handshake = hit.point().phase() == Phase.TLS_HANDSHAKE;
        FaultWaiters waiters = faults.waiters();
        long releases = waiters.releases();
        Instant end = forEver ? Instant.MAX : Spans.after(clock.instant(), time);
        BooleanSupplier over = () ->
                stopping || waiters.releases() != releases || !clock.instant().isBefore(end);
        Runnable wake = waiters::wake;
        if (clock instanceof ManualClock manual) {
            manual.onAdvance(wake);
        }
        if (!handshake && !session.isInTransaction() && !session.isAuthenticating()) {
            wire.input().startSilence(Silence.IDLE);
        }
        waiters.enter(over);
        try {
            while (!over.getAsBoolean()) {
                waiters.await(over, forEver ? TICK_NANOS : Math.min(TICK_NANOS, nanosUntil(end)));
                if (forEver || !handshake) { // a handshake that goes on needs what the client sends
                    wire.input().noticeDeparture();
                }
            }
        } catch (ClientGoneException e) {
            recorder.brokenOff(hit.point().phase(), hit.point().line(), "the client left (" + words(hit) + ")");
            throw e;
        } finally {
            wire.input().silenceBroken();
            waiters.leave(over);
            if (clock instanceof ManualClock manual) {
                manual.forget(wake);
            }
        }
        if (stopping) {
            throw new ServerStoppingException();
        }
        if (forEver && handshake) {
            throw end(hit, End.CLOSE);
        }
    }

    private long nanosUntil(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        return left.compareTo(Duration.ofSeconds(1)) > 0 ? TICK_NANOS : left.toNanos();
    }

    private FaultException end(Hit hit) throws IOException {
        End end = hit.plan().end;
        return end(hit, end == null ? End.CLOSE : end);
    }

    /** Ends the connection; to be thrown, so that the session ends too. */
    private FaultException end(Hit hit, End how) throws IOException {
        wire.output().flush();
        String what = how.word + " by " + words(hit);
        recorder.brokenOff(hit.point().phase(), hit.point().line(), what);
        recorder.event("(" + what + ")");
        switch (how) {
            case CLOSE -> {}
            case RESET -> wire.reset();
            case CUT -> wire.abort();
            case HALF_CLOSE -> {
                wire.shutdownOutput();
                readUntilTheClientLeaves(hit);
            }
        }
        return new FaultException(what);
    }

    private void readUntilTheClientLeaves(Hit hit) throws IOException {
        try {
            pause(hit, FaultPlan.FOR_EVER);
        } catch (ClientGoneException e) {
            // as expected
        }
    }
}
