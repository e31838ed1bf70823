package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.relay.spool.SpoolRequests.Order;
import io.github.smtpjunit.smtp.given.Given;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Looks into the directory of a {@link FileSpool} and changes what is in it, whether or not a relay works with it.
 *
 * <p>To look needs only the right to read the files, and disturbs no relay. For a change, a running relay is asked;
 * without one, the change is made here.
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

            @Override
            Optional<QueuedMail> foreseen(QueuedMail mail, Instant now) {
                return Optional.of(mail.withHeld(true));
            }
        },
        /** Takes it off hold. */
        RELEASE {
            @Override
            boolean apply(MailSpool spool, String id, Instant now) throws IOException {
                return spool.hold(id, false);
            }

            @Override
            Optional<QueuedMail> foreseen(QueuedMail mail, Instant now) {
                return Optional.of(mail.withHeld(false));
            }
        },
        /** Makes it due at once. */
        FLUSH {
            @Override
            boolean apply(MailSpool spool, String id, Instant now) throws IOException {
                return spool.flush(id, now);
            }

            @Override
            Optional<QueuedMail> foreseen(QueuedMail mail, Instant now) {
                return Optional.of(mail.nextAttempt().isAfter(now) ? mail.withNextAttempt(now) : mail);
            }
        },
        /** Gives it up: its sender gets a report, as soon as a relay has the spool. */
        BOUNCE {
            @Override
            boolean apply(MailSpool spool, String id, Instant now) throws IOException {
                return spool.giveUp(id, now);
            }

            @Override
            Optional<QueuedMail> foreseen(QueuedMail mail, Instant now) {
                return Optional.of(mail.withGivenUp(now));
            }
        },
        /** Removes it, without a report to anyone. */
        DELETE {
            @Override
            boolean apply(MailSpool spool, String id, Instant now) throws IOException {
                return spool.delete(id);
            }

            @Override
            Optional<QueuedMail> foreseen(QueuedMail mail, Instant now) {
                return Optional.empty();
            }
        };

        abstract boolean apply(MailSpool spool, String id, Instant now) throws IOException;

        /** A mail as it is afterwards; empty if it is gone then. */
        abstract Optional<QueuedMail> foreseen(QueuedMail mail, Instant now);
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
     * @throws IOException if it is not a spool, or one of another version; the message is one line that names it
     */
    public static SpoolControl open(Path directory) throws IOException {
        return open(requireNonNull(directory, "directory"), Clock.systemUTC(), PATIENCE);
    }

    static SpoolControl open(Path directory, Clock clock, Duration patience) throws IOException {
        SpoolLayout layout = new SpoolLayout(directory.toAbsolutePath().normalize());
        try {
            if (!layout.isSpool()) {
                throw new IOException("The directory " + layout.root() + " is not a spool: it has no file \"format\"");
            }
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "No permission to look into the spool " + layout.root() + ": run this as its owner, or as root", e);
        }
        layout.checkDirectories();
        return new SpoolControl(layout, clock, patience);
    }

    /**
     * Lists the mails.
     *
     * @return all that can be read, in the order in which they came in, as far as their files tell: attempts that are
     *     running are not in there
     * @throws IOException if the directory cannot be read
     */
    public List<QueuedMail> list() throws IOException {
        return list(unreadable -> {});
    }

    /**
     * Lists the mails, and reports those that the system does not allow us to read.
     *
     * @param unreadable gets each such mail, with the file and the reason on one line
     * @return the others, as {@link #list()} does
     * @throws IOException if the directory cannot be read
     */
    public List<QueuedMail> list(Consumer<String> unreadable) throws IOException {
        requireNonNull(unreadable, "unreadable");
        List<QueuedMail> mails = new ArrayList<>();
        new SpoolScan(layout, JournalScan.of(layout), new Reader(mails, unreadable)).run();
        List<Order> orders = new SpoolRequests(layout).orders();
        return orders.isEmpty()
                ? mails
                : mails.stream()
                        .flatMap(mail -> foreseen(mail, orders).stream())
                        .toList();
    }

    /** The mail as it will be when the relay has done what it finds asked for at its start. */
    private Optional<QueuedMail> foreseen(QueuedMail mail, List<Order> orders) {
        Optional<QueuedMail> foreseen = Optional.of(mail);
        for (Order order : orders) {
            if (order.id().equals(mail.id())) {
                foreseen = foreseen.flatMap(before -> order.action().foreseen(before, clock.instant()));
            }
        }
        return foreseen;
    }

    /**
     * Finds a mail.
     *
     * @param id the mail
     * @return the mail as {@link #list()} has it; empty if absent
     * @throws IOException if it cannot be read
     */
    public Optional<QueuedMail> find(String id) throws IOException {
        requireNonNull(id, "id");
        if (!SpoolIds.isId(id)) {
            return Optional.empty();
        }
        List<QueuedMail> mails = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        Reader reader = new Reader(mails, unreadable::add);
        new SpoolScan(layout, Optional.empty(), id, reader).run();
        if (mails.isEmpty()) {
            // In the journal, or moved to a file since: so the file is looked for again
            JournalScan.Found found = JournalScan.of(layout).mails().get(id);
            new SpoolScan(layout, Optional.ofNullable(found), id, reader).run();
        }
        if (mails.isEmpty() && !unreadable.isEmpty()) {
            throw new IOException(unreadable.get(0));
        }
        List<Order> orders = new SpoolRequests(layout).orders();
        return mails.stream().findFirst().flatMap(mail -> foreseen(mail, orders));
    }

    /**
     * Opens the content of a mail.
     *
     * @param id the mail
     * @return its exact octets, to be closed by the caller; empty if there is no such mail
     * @throws IOException if they cannot be read
     */
    public Optional<InputStream> content(String id) throws IOException {
        requireNonNull(id, "id");
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
     * Changes mails. Where a relay has the spool, it is asked and has 10 seconds to answer, for each 500 mails. In a
     * spool of another user, as root has it, nothing is written but what the relay is asked for: without one that runs,
     * it does so when it starts, and before it tries any mail.
     *
     * @param action what is to be done
     * @param ids the mails
     * @return those that there were; the others are in no queue
     * @throws IOException if it cannot be done, or the relay does not answer
     */
    public List<String> apply(Action action, List<String> ids) throws IOException {
        requireNonNull(action, "action");
        List<String> known = Given.each("ids", ids).stream()
                .filter(SpoolIds::isId)
                .distinct()
                .toList();
        List<String> done = new ArrayList<>();
        if (known.isEmpty()) {
            return done;
        }
        Optional<ForeignSpool> foreign = ForeignSpool.of(layout);
        if (foreign.isPresent()) {
            try (ForeignSpool spool = foreign.get()) {
                return spool.isInUse() ? ask(spool, action, known) : order(spool, action, known);
            }
        }
        try (FileSpool spool = FileSpool.open(layout.root())) {
            for (String id : known) {
                if (action.apply(spool, id, clock.instant())) {
                    done.add(id);
                }
            }
            spool.serveRequests(clock.instant()); // of processes that found the spool in use by this call
        } catch (SpoolInUseException e) {
            done.addAll(ask(new OwnRequestFiles(layout), action, known));
        }
        return done;
    }

    /** Lets the relay that runs do it. */
    private List<String> ask(RequestFiles files, Action action, List<String> ids) throws IOException {
        List<String> done = new ArrayList<>();
        for (List<String> some : portions(ids)) {
            done.addAll(new SpoolRequests(layout).ask(files, action, some, patience));
        }
        return done;
    }

    /** Lets the next relay do it. */
    private List<String> order(RequestFiles files, Action action, List<String> ids) throws IOException {
        Set<String> there = list().stream().map(QueuedMail::id).collect(Collectors.toSet());
        List<String> known = ids.stream().filter(there::contains).toList();
        for (List<String> some : portions(known)) {
            new SpoolRequests(layout).order(files, action, some);
        }
        return known;
    }

    private static List<List<String>> portions(List<String> ids) {
        List<List<String>> portions = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IDS_PER_REQUEST) {
            portions.add(ids.subList(from, Math.min(ids.size(), from + IDS_PER_REQUEST)));
        }
        return portions;
    }

    /** Takes what can be read, and leaves the rest to the relay that opens the spool. */
    private record Reader(List<QueuedMail> mails, Consumer<String> unreadable) implements SpoolScan.Finder {

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
        public void unreadable(String id, Path file, IOException problem) {
            unreadable.accept("Mail " + id + " cannot be read: " + FileProblem.of(file, problem));
        }

        @Override
        public void halfMail(String id, Path file) {}

        @Override
        public void leftover(Path file) {}

        @Override
        public void foreign(Path file) {}
    }
}
