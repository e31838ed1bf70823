package io.github.smtpjunit.inbox;

import io.github.smtpjunit.mail.Attachment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Mails that came twice. Each is compared with those alone that may be the same, so that many mails take little time.
 */
final class Duplicates {

    /**
     * A mail that repeats an earlier one.
     *
     * @param earlier the first of those that it repeats
     * @param mail the mail
     * @param reason by what it is the same
     */
    record Duplicate(CapturedMail earlier, CapturedMail mail, String reason) {

        /** Returns one sentence. */
        @Override
        public String toString() {
            return "mails " + earlier.number() + " and " + mail.number() + ": " + reason;
        }
    }

    /**
     * What mails of the same content to the same recipient have in common.
     *
     * @param recipient an address of the envelope
     * @param hash of the content; others may have the same
     */
    private record Key(String recipient, int hash) {}

    private final Map<String, CapturedMail> byMessageId = new HashMap<>();
    private final Map<Key, List<CapturedMail>> byContent = new HashMap<>(); // of each content the first mail

    /**
     * What is found within a time.
     *
     * @param duplicates one for each mail that repeats an earlier one, in their order
     * @param compared how many mails were looked at before the time was up
     */
    record Findings(List<Duplicate> duplicates, int compared) {}

    private Duplicates() {}

    static Findings among(List<CapturedMail> mails, Duration limit) {
        long start = System.nanoTime();
        Duplicates seen = new Duplicates();
        List<Duplicate> found = new ArrayList<>();
        int compared = 0;
        for (CapturedMail mail : mails) {
            if (System.nanoTime() - start >= limit.toNanos()) {
                break;
            }
            Optional<Duplicate> byContent = seen.sameContent(mail);
            seen.sameMessageId(mail).or(() -> byContent).ifPresent(found::add);
            compared++;
        }
        return new Findings(found, compared);
    }

    private Optional<Duplicate> sameMessageId(CapturedMail mail) {
        return mail.header("Message-ID")
                .flatMap(id -> Optional.ofNullable(byMessageId.putIfAbsent(id, mail))
                        .map(earlier -> new Duplicate(earlier, mail, "the same Message-ID " + id)));
    }

    private Optional<Duplicate> sameContent(CapturedMail mail) {
        int hash = hash(mail);
        Optional<Duplicate> found = Optional.empty();
        for (String recipient : mail.envelope().to()) {
            List<CapturedMail> others =
                    byContent.computeIfAbsent(new Key(Addresses.normalized(recipient), hash), key -> new ArrayList<>());
            Optional<CapturedMail> earlier = others.stream()
                    .filter(other -> other != mail && isSameContent(other, mail))
                    .findFirst();
            if (earlier.isEmpty()) {
                others.add(mail);
            }
            found = found.or(
                    () -> earlier.map(other -> new Duplicate(other, mail, "the same content to " + recipient)));
        }
        return found;
    }

    private static int hash(CapturedMail mail) {
        return Objects.hash(
                mail.subject(), mail.text(), mail.html(), hash(mail.attachments()), hash(mail.inlineParts()));
    }

    private static int hash(List<Attachment> files) {
        int hash = 0;
        for (Attachment file : files) {
            hash = 31 * hash + Objects.hash(file.name(), Arrays.hashCode(file.bytes()));
        }
        return hash;
    }

    private static boolean isSameContent(CapturedMail one, CapturedMail other) {
        return one.subject().equals(other.subject())
                && one.text().equals(other.text())
                && one.html().equals(other.html())
                && sameFiles(one.attachments(), other.attachments())
                && sameFiles(one.inlineParts(), other.inlineParts());
    }

    private static boolean sameFiles(List<Attachment> files, List<Attachment> others) {
        if (files.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < files.size(); i++) {
            if (!files.get(i).name().equals(others.get(i).name())
                    || !Arrays.equals(files.get(i).bytes(), others.get(i).bytes())) {
                return false;
            }
        }
        return true;
    }
}
