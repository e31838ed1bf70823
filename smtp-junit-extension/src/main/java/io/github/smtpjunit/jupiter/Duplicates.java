package io.github.smtpjunit.jupiter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Mails that somebody got twice. */
final class Duplicates {

    private Duplicates() {}

    /** One sentence for each mail that an earlier one is repeated by. */
    static List<String> among(List<CapturedMail> mails) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < mails.size(); i++) {
            for (int j = i + 1; j < mails.size(); j++) {
                CapturedMail one = mails.get(i);
                CapturedMail other = mails.get(j);
                reason(one, other)
                        .ifPresent(reason ->
                                found.add("mails " + one.number() + " and " + other.number() + ": " + reason));
            }
        }
        return found;
    }

    private static Optional<String> reason(CapturedMail one, CapturedMail other) {
        Optional<String> id = one.header("Message-ID");
        if (id.isPresent() && id.equals(other.header("Message-ID"))) {
            return id.map(same -> "the same Message-ID " + same);
        }
        return sharedRecipient(one, other)
                .filter(shared -> sameContent(one, other))
                .map(shared -> "the same content to " + shared);
    }

    private static Optional<String> sharedRecipient(CapturedMail one, CapturedMail other) {
        return one.envelope().to().stream()
                .filter(address -> other.envelope().to().stream().anyMatch(to -> Addresses.same(to, address)))
                .findFirst();
    }

    private static boolean sameContent(CapturedMail one, CapturedMail other) {
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
            if (!Objects.equals(files.get(i).name(), others.get(i).name())
                    || !Arrays.equals(files.get(i).bytes(), others.get(i).bytes())) {
                return false;
            }
        }
        return true;
    }
}
