package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where what cannot be read goes, never to be lost, each with a file that says why. */
final class Quarantine {

    private final SpoolLayout layout;
    private final ProblemSink problems;

    Quarantine(SpoolLayout layout, ProblemSink problems) {
        this.layout = layout;
        this.problems = problems;
    }

    /** Moves a file out of the queue. */
    void setAside(String id, String kind, SpoolFormatException reason) {
        Path file = kind.equals(SpoolLayout.MAIL) ? layout.mail(id) : layout.state(id);
        String problem = "The file " + file + " cannot be read: " + reason.getMessage();
        try {
            Path target = freePlace(id, kind);
            explain(target, problem);
            SpoolLayout.rename(file, target);
            problems.report(id, problem + "; it was moved to " + target);
            if (kind.equals(SpoolLayout.MAIL)) {
                moveStateAlong(id, target);
            }
        } catch (IOException e) {
            problems.report(id, problem + "; it cannot be moved: " + e);
        }
    }

    /** Keeps a copy of what cannot be read in the journal, which will be removed. Returns whether there is a copy. */
    boolean isCopied(JournalScan.Broken broken) {
        String half =
                "; that is half a mail: it was being written when the machine failed, and was not acknowledged, unless the disk"
                        + " has changed it since";
        String problem = "The file " + broken.segment() + " cannot be read in whole: " + broken.reason()
                + (broken.isHalf() ? half : "");
        try {
            Path target = freePlace(broken.segment().getFileName().toString(), "");
            explain(target, problem);
            SpoolLayout.write(target, broken.octets());
            problems.report(problem + "; what stands there was copied to " + target);
            return true;
        } catch (IOException e) {
            problems.report(problem + "; it cannot be copied: " + e);
            return false;
        }
    }

    private static void explain(Path target, String problem) throws IOException {
        SpoolLayout.write(
                target.resolveSibling(target.getFileName() + SpoolLayout.REASON),
                (problem + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void moveStateAlong(String id, Path mail) throws IOException {
        try {
            SpoolLayout.rename(layout.state(id), mail.resolveSibling(mail.getFileName() + SpoolLayout.STATE));
        } catch (NoSuchFileException e) {
            // Most mails have no state.
        }
    }

    private Path freePlace(String id, String kind) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            Path place = layout.corrupt().resolve(id + (i == 0 ? "" : "-" + i) + kind);
            if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                return place;
            }
        }
        throw new FileAlreadyExistsException(layout.corrupt().resolve(id + kind).toString());
    }
}
