package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a former process has left in a spool, and watches over it until it has proved harmless. Headers are read
 * at once, contents when they are needed: 100,000 mails must not take long.
 */
final class Recovery implements SpoolScan.Finder {

    /**
     * How many attempts in a row may end with the process. A mail is counted only while it is the only one in an
     * attempt. But it may still have been on its way by chance when something else ended the process, so the number is
     * higher than what a bad day brings.
     */
    static final int MOST_IN_A_ROW = 20;

    private final SpoolLayout layout;
    private final Journal journal;
    private final SpoolIndex index;
    private final SpoolIds ids;
    private final ProblemSink problems;
    private final Quarantine quarantine;

    /** The segments of a former process. */
    private final Map<Path, Segment> segments = new HashMap<>();

    /** The mails of a former process that this one has not handed out yet. */
    private final Set<String> inherited = ConcurrentHashMap.newKeySet();

    /** The mails that the system does not let us read, and why. */
    private final Map<String, String> unreadable = new ConcurrentHashMap<>();

    /** How often in a row an attempt was begun after a restart and had no outcome; nothing for never. */
    private final Map<String, Integer> inARow = new ConcurrentHashMap<>();

    /** The mail that was counted last, while no other is in an attempt. */
    private volatile @Nullable String alone;

    Recovery(SpoolLayout layout, Journal journal, SpoolIndex index, SpoolIds ids, ProblemSink problems) {
        this.layout = layout;
        this.journal = journal;
        this.index = index;
        this.ids = ids;
        this.problems = problems;
        this.quarantine = new Quarantine(layout, problems);
    }

    void run() throws IOException {
        JournalScan found = JournalScan.of(layout);
        found.left().forEach(ids::avoid);
        for (JournalScan.Broken broken : found.broken()) {
            if (!quarantine.isCopied(broken)) {
                segment(broken.segment()).enter(); // so that it is never empty, and stays
            }
        }
        new SpoolScan(layout, found, this).run();
        for (Path file : found.segments()) {
            Segment segment = segment(file);
            if (segment.live() == 0) {
                segment.close();
            }
        }
        for (Path file : found.leftovers()) {
            leftover(file);
        }
        for (Path file : found.foreign()) {
            foreign(file);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.root())) {
            for (Path file : files) {
                if (!layout.isOurs(file)) {
                    foreign(file);
                }
            }
        }
    }

    @Override
    public void mail(MailState state) {
        String id = state.mail().id();
        ids.avoid(id);
        unreadable.remove(id);
        inherited.add(id);
        if (state.recoveries() > 0) {
            inARow.put(id, state.recoveries());
        }
        index.add(state.mail());
    }

    @Override
    public void journalMail(JournalScan.Found found) throws IOException {
        journal.adopt(new JournalMail(
                found.mail().id(),
                segment(found.segment()),
                found.position(),
                found.length(),
                found.header().length()));
        mail(new MailState(found.mail(), 0));
    }

    /** It was moved: the journal had not come to say so, or a power failure has made it forget. */
    @Override
    public void movedMail(JournalScan.Found found) throws IOException {
        segment(found.segment()).mark(found.position());
    }

    private Segment segment(Path file) throws IOException {
        Segment segment = segments.get(file);
        if (segment == null) {
            segment = Segment.reopen(file);
            segments.put(file, segment);
        }
        return segment;
    }

    @Override
    public void brokenMail(String id, SpoolFormatException reason) {
        ids.avoid(id);
        unreadable.remove(id);
        quarantine.setAside(id, SpoolLayout.MAIL, reason);
    }

    @Override
    public void brokenState(String id, SpoolFormatException reason) {
        quarantine.setAside(id, SpoolLayout.STATE, reason);
    }

    @Override
    public void unreadable(String id, Path file, IOException problem) {
        ids.avoid(id);
        String reason = FileProblem.of(file, problem);
        if (unreadable.put(id, reason) == null) {
            problems.report(id, "Mail " + id + " waits until it can be read: " + reason);
        }
    }

    /** Describes the mails that cannot be read, and so are not tried; empty if there are no such mails. */
    Optional<String> unreadable() {
        return unreadable.entrySet().stream()
                .findFirst()
                .map(first -> unreadable.size() + " of the mails cannot be read, so they are not tried; mail "
                        + first.getKey() + ": " + first.getValue());
    }

    /** Looks again at the mails that could not be read; returns whether some of them can be read now. */
    boolean isMoreReadable() throws IOException {
        int before = unreadable.size();
        for (String id : List.copyOf(unreadable.keySet())) {
            if (Files.notExists(layout.mail(id), LinkOption.NOFOLLOW_LINKS)) {
                unreadable.remove(id);
            } else {
                new SpoolScan(layout, Optional.empty(), id, this).run();
            }
        }
        return unreadable.size() < before;
    }

    @Override
    public void halfMail(String id, Path file) {
        ids.avoid(id);
        problems.report(
                id,
                "The file " + file + " is half a mail: it was being written when a relay ended, and was not"
                        + " acknowledged; it is left alone, and can be deleted");
    }

    @Override
    public void leftover(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            problems.report("Cannot remove " + file + ", which a crash has left: " + e);
        }
    }

    @Override
    public void foreign(Path file) {
        problems.report("The file " + file.toString().replaceAll("\\p{Cntrl}", "?")
                + " does not belong to the spool; it is left alone");
    }

    /** Returns whether a mail is of a former process, and was not handed out by this one. */
    boolean isInherited(String id) {
        return inherited.contains(id);
    }

    void seen(String id) {
        inherited.remove(id);
    }

    /** Reads a mail to see whether it can be handed out; if it cannot, it is gone from the queue. */
    boolean isWhole(String id) throws IOException {
        if (journal.has(id)) {
            return true; // its record was whole
        }
        try {
            MailFile.verify(layout.mail(id), id);
            return true;
        } catch (SpoolFormatException e) {
            drop(id);
            quarantine.setAside(id, SpoolLayout.MAIL, e);
        } catch (NoSuchFileException e) {
            drop(id);
            problems.report(id, "The file of mail " + id + " is gone");
        }
        return false;
    }

    private void drop(String id) {
        index.remove(id);
        forget(id);
    }

    boolean isPoison(String id) {
        return inARow(id) >= MOST_IN_A_ROW;
    }

    int inARow(String id) {
        return inARow.getOrDefault(id, 0);
    }

    void count(String id) {
        inARow.merge(id, 1, Integer::sum);
        alone = id;
    }

    /**
     * Another mail is in an attempt too. Returns the one that was counted because it was alone; null if there is no
     * such mail.
     */
    @Nullable
    String uncountLoneMail() {
        String id = alone;
        alone = null;
        Integer counted = id == null ? null : inARow.get(id);
        if (id == null || counted == null) {
            return null;
        }
        if (counted == 1) {
            inARow.remove(id);
        } else {
            inARow.put(id, counted - 1);
        }
        return id;
    }

    /** Whether there are mails of a former process that this one has not handed out. */
    boolean hasInherited() {
        return !inherited.isEmpty();
    }

    void trust(String id) {
        inARow.remove(id);
    }

    void forget(String id) {
        inherited.remove(id);
        inARow.remove(id);
    }
}
