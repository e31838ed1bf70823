package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a spool's queue. It changes nothing, and takes it that files come and go meanwhile; what is to be done
 * about what it finds is for others to say.
 */
final class SpoolScan {

    /** What can be found. */
    interface Finder {

        void mail(MailState state) throws IOException;

        /** A mail is in the journal, and has no file of its own. */
        void journalMail(JournalScan.Found found) throws IOException;

        /** A mail has a file of its own, and is still in the journal. */
        void movedMail(JournalScan.Found found) throws IOException;

        /** A mail's file is not whole. */
        void brokenMail(String id, SpoolFormatException reason) throws IOException;

        /** The file of a mail's state is not whole; the mail is found as it came in. */
        void brokenState(String id, SpoolFormatException reason) throws IOException;

        /** The system does not let us read a mail. */
        void unreadable(String id, Path file, IOException problem) throws IOException;

        /** What was written of a mail whose writer did not finish. */
        void halfMail(String id, Path file) throws IOException;

        /** A state that belongs to no mail, or that was not put in force. */
        void leftover(Path file) throws IOException;

        /** A file that does not belong to the spool. */
        void foreign(Path file) throws IOException;
    }

    private final SpoolLayout layout;
    private final SortedMap<String, JournalScan.Found> journal;
    private final Finder finder;
    private final @Nullable String only;
    private final Set<String> mails = new TreeSet<>();
    private final Set<String> states = new HashSet<>();
    private final Map<String, Path> halfMails = new TreeMap<>();
    private final List<Path> leftovers = new ArrayList<>();
    private final List<Path> foreign = new ArrayList<>();

    /**
     * Prepares a look.
     *
     * @param journal what is in the journal; it was looked through before, as mails move from there to files
     */
    SpoolScan(SpoolLayout layout, JournalScan journal, Finder finder) {
        this.layout = layout;
        this.journal = journal.mails();
        this.finder = finder;
        this.only = null;
    }

    /** Prepares a look for one mail. */
    SpoolScan(SpoolLayout layout, Optional<JournalScan.Found> inJournal, String id, Finder finder) {
        this.layout = layout;
        this.journal = new TreeMap<>();
        inJournal.ifPresent(found -> journal.put(id, found));
        this.finder = finder;
        this.only = id;
    }

    /** Looks, and returns the mails in the order in which they came in. */
    void run() throws IOException {
        if (only == null) {
            sortNames();
        } else {
            for (Path file : List.of(layout.mail(only), layout.state(only))) {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    sortName(file);
                }
            }
        }
        Map<String, List<Finding>> findings = mails.parallelStream()
                .collect(Collectors.toConcurrentMap(id -> id, this::read)); // files are what takes the time
        Set<String> all = new TreeSet<>(mails);
        all.addAll(journal.keySet());
        for (String id : all) {
            JournalScan.Found found = journal.get(id);
            boolean isFile = false;
            for (Finding finding : findings.getOrDefault(id, List.of())) {
                isFile |= finding.isOfAFile();
                finding.tell(finder);
            }
            if (isFile) {
                if (found != null) {
                    finder.movedMail(found);
                }
                states.remove(id);
            } else if (found != null) {
                finder.journalMail(found);
            } else {
                states.remove(id);
            }
        }
        for (String id : states) {
            finder.leftover(layout.state(id));
        }
        for (Map.Entry<String, Path> half : halfMails.entrySet()) {
            if (journal.containsKey(half.getKey())) {
                finder.leftover(half.getValue()); // it was on its way from there, and still is there
            } else {
                finder.halfMail(half.getKey(), half.getValue());
            }
        }
        for (Path file : leftovers) {
            finder.leftover(file);
        }
        for (Path file : foreign) {
            finder.foreign(file);
        }
    }

    private void sortNames() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.queue())) {
            for (Path file : files) {
                sortName(file);
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void sortName(Path file) {
        String name = file.getFileName().toString();
        boolean temporary = name.endsWith(SpoolLayout.TEMPORARY);
        String whole = temporary ? name.substring(0, name.length() - SpoolLayout.TEMPORARY.length()) : name;
        int dot = whole.indexOf('.');
        String id = dot < 0 ? whole : whole.substring(0, dot);
        String kind = dot < 0 ? "" : whole.substring(dot);
        boolean mail = kind.equals(SpoolLayout.MAIL);
        if (!SpoolIds.isId(id) || (!mail && !kind.equals(SpoolLayout.STATE))) {
            foreign.add(file);
        } else if (temporary && mail) {
            halfMails.put(id, file);
        } else if (temporary) {
            leftovers.add(file);
        } else if (mail) {
            mails.add(id);
        } else {
            states.add(id);
        }
    }

    /** Something to report. */
    private interface Finding {

        void tell(Finder finder) throws IOException;

        /** Whether the mail has a file that may be one. */
        default boolean isOfAFile() {
            return true;
        }
    }

    private static final Finding DONE_MEANWHILE = finder -> {};

    /** The file is not that of a mail. */
    private record BrokenMail(String id, SpoolFormatException reason) implements Finding {

        @Override
        public void tell(Finder finder) throws IOException {
            finder.brokenMail(id, reason);
        }

        @Override
        public boolean isOfAFile() {
            return false;
        }
    }

    /** What there is to report on a mail that has a file. */
    private List<Finding> read(String id) {
        QueuedMail accepted;
        try {
            accepted = MailFile.header(layout.mail(id), id).mail();
        } catch (NoSuchFileException e) {
            return List.of(DONE_MEANWHILE);
        } catch (SpoolFormatException e) {
            return List.of(new BrokenMail(id, e));
        } catch (IOException e) {
            return List.of(finder -> finder.unreadable(id, layout.mail(id), e));
        }
        if (!states.contains(id)) {
            return List.of(finder -> finder.mail(new MailState(accepted, 0)));
        }
        try {
            MailState state = MailFile.state(layout.state(id), accepted);
            return List.of(finder -> finder.mail(state));
        } catch (NoSuchFileException e) {
            return List.of(DONE_MEANWHILE);
        } catch (SpoolFormatException e) {
            return List.of(finder -> finder.brokenState(id, e), finder -> finder.mail(new MailState(accepted, 0)));
        } catch (IOException e) {
            return List.of(finder -> finder.unreadable(id, layout.state(id), e));
        }
    }
}
