package io.github.smtpjunit.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks into the directory of a {@link FileSpool} and changes what is in it, whether or not a relay works with it.
 *
 * <p>To look needs nothing but the right to read the files, and disturbs nobody. What is to be changed, a running relay is asked to do;
 * without one it is done here.
 *
 * <p>Thread-safe. It holds nothing open between calls.
 */
public final class SpoolControl {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int IDS_PER_REQUEST = 500;

    private final SpoolLayout layout;
    private final Clock clock;
    private final Duration patience;

    /** What can be done with a mail. */
    public enum Action {
        /** Puts it on hold. */
        HOLD {
            @Override
            boolean apply(MailSpool spool, String id, Instant now) throws IOException {
                return spool.hold(id, true);
            }
        },
        /** Takes it off hold. */
        RELEASE {
            @Override
            boolean apply(MailSpool spool, String id, Instant now) throws IOException {
                return spool.hold(id, false);
            }
        },
        /** Makes it due at once. */
        FLUSH {
            @Override
            boolean apply(MailSpool spool, String id, Instant now) throws IOException {
                return spool.flush(id, now);
            }
        },
        /** Removes it, without a report to anyone. */
        DELETE {
            @Override
            boolean apply(MailSpool spool, String id, Instant now) throws IOException {
                return spool.delete(id);
            }
        };

        abstract boolean apply(MailSpool spool, String id, Instant now) throws IOException;
    }

    private SpoolControl(SpoolLayout layout, Clock clock, Duration patience) {
        this.layout = layout;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Looks whether a directory is a spool.
     *
     * @param directory the spool's directory
     * @return the control
     * @throws IOException if it is none, or one of another version; the message is one line that names it
     */
    public static SpoolControl open(Path directory) throws IOException {
        return open(directory, Clock.systemUTC(), PATIENCE);
    }

    static SpoolControl open(Path directory, Clock clock, Duration patience) throws IOException {
        SpoolLayout layout = new SpoolLayout(directory.toAbsolutePath().normalize());
        if (!layout.isSpool()) {
            throw new IOException("The directory " + layout.root() + " is no spool: it has no file \"format\"");
        }
        return new SpoolControl(layout, clock, patience);
    }

    /**
     * Lists the mails.
     *
     * @return all that can be read, in the order in which they came in, as far as their files tell: attempts that are running are not in
     *     there
     * @throws IOException if the directory cannot be read
     */
    public List<QueuedMail> list() throws IOException {
        List<QueuedMail> mails = new ArrayList<>();
        new SpoolScan(layout, JournalScan.of(layout), new Reader(mails)).run();
        return mails;
    }

    /**
     * Opens the content of a mail.
     *
     * @param id the mail
     * @return its exact octets, to be closed by the caller; empty if there is no such mail
     * @throws IOException if they cannot be read
     */
    public Optional<InputStream> content(String id) throws IOException {
        if (!SpoolIds.isId(id)) {
            return Optional.empty();
        }
        Optional<InputStream> content = JournalScan.content(layout, id);
        if (content.isPresent()) {
            return content;
        }
        try {
            return Optional.of(MailFile.content(layout.mail(id), id));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Changes mails. Where a relay has the spool, it is asked and has 10 seconds to answer, for each 500 mails.
     *
     * @param action what is to be done
     * @param ids the mails
     * @return those that there were; the others are in no queue
     * @throws IOException if it cannot be done, or the relay does not answer
     */
    public List<String> apply(Action action, List<String> ids) throws IOException {
        List<String> known = ids.stream().filter(SpoolIds::isId).distinct().toList();
        List<String> done = new ArrayList<>();
        if (known.isEmpty()) {
            return done;
        }
        try (FileSpool spool = FileSpool.open(layout.root())) {
            for (String id : known) {
                if (action.apply(spool, id, clock.instant())) {
                    done.add(id);
                }
            }
            spool.serveRequests(clock.instant()); // of whoever found the spool in use by this call
        } catch (SpoolInUseException e) {
            SpoolRequests requests = new SpoolRequests(layout);
            for (int from = 0; from < known.size(); from += IDS_PER_REQUEST) {
                int to = Math.min(known.size(), from + IDS_PER_REQUEST);
                done.addAll(requests.ask(action, known.subList(from, to), patience));
            }
        }
        return done;
    }

    /** Takes what can be read, and leaves the rest to the relay that opens the spool. */
    private record Reader(List<QueuedMail> mails) implements SpoolScan.Finder {

        @Override
        public void mail(MailState state) {
            mails.add(state.mail());
        }

        @Override
        public void journalMail(JournalScan.Found found) {
            mails.add(found.mail());
        }

        @Override
        public void movedMail(JournalScan.Found found) {}

        @Override
        public void brokenMail(String id, SpoolFormatException reason) {}

        @Override
        public void brokenState(String id, SpoolFormatException reason) {}

        @Override
        public void unreadable(String id, IOException problem) {}

        @Override
        public void halfMail(String id, Path file) {}

        @Override
        public void leftover(Path file) {}

        @Override
        public void foreign(Path file) {}
    }
}
