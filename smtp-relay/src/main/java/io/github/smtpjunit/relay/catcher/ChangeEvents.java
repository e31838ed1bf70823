package io.github.smtpjunit.relay.catcher;

import static io.github.smtpjunit.relay.catcher.MailJson.ordered;

import io.github.smtpjunit.relay.web.Json;
import io.github.smtpjunit.relay.web.Request;
import io.github.smtpjunit.relay.web.Response;
import io.github.smtpjunit.relay.web.Routes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells pages that something has changed, as server-sent events (the HTML standard, section 9.2): they ask for the news
 * themselves. A reader that is slow gets several changes as one.
 */
public final class ChangeEvents {

    private static final int MAX_READERS = 24;
    private static final int HEARTBEAT_SECONDS = 10;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final CaughtMails mails;
    private final CaughtSessions sessions;
    private final Semaphore readers = new Semaphore(MAX_READERS);

    /** Makes the events of a catcher. */
    public ChangeEvents(CaughtMails mails, CaughtSessions sessions) {
        this.mails = mails;
        this.sessions = sessions;
    }

    /** Puts its place among others. */
    public void addTo(Routes routes) {
        routes.add("GET", "/api/events", this::listen);
    }

    private Response listen(Request request) {
        request.allowParameters();
        return Response.stream("text/event-stream", out -> {
            if (!readers.tryAcquire()) {
                out.write("retry: 60000\n\n"
                        .getBytes(StandardCharsets.US_ASCII)); // too many pages: this one looks again later
                return;
            }
            BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);
            CaughtMails.Listener listener = () -> news.offer(true);
            mails.addListener(listener);
            sessions.addListener(listener);
            try {
                send(out); // what has changed since the page was loaded
                while (true) {
                    if (news.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS) == null) {
                        out.write(":\n\n"
                                .getBytes(StandardCharsets.US_ASCII)); // finds out whether the page is still there
                        out.flush();
                    } else {
                        LockSupport.parkNanos(PACE_NANOS); // what comes meanwhile goes with it
                        news.clear();
                        send(out);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the program ends
            } finally {
                mails.removeListener(listener);
                sessions.removeListener(listener);
                readers.release();
            }
        });
    }

    private void send(OutputStream out) throws IOException {
        List<CaughtMail> all = mails.list();
        String data = Json.of(ordered(
                "mails",
                all.size(),
                "unread",
                all.stream().filter(mails::isUnread).count()));
        out.write(("event: changed\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
