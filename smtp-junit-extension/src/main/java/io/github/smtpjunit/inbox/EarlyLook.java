package io.github.smtpjunit.inbox;

import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A test that looked by {@link Inbox#mails()}, which does not wait, before the mail of an asynchronous sender was
 * there.
 */
final class EarlyLook {

    private EarlyLook() {}

    /** Returns what to do if a failure may come from this: the test saw no mail, or fewer than have arrived by now. */
    static Optional<String> remedy(Throwable failure, Inbox inbox) {
        OptionalInt seen = inbox.seen();
        int arrived = inbox.arrived().size();
        if (seen.isEmpty() || (seen.getAsInt() > 0 && seen.getAsInt() >= arrived) || !mayComeFromAList(failure)) {
            return Optional.empty();
        }
        int more = arrived - seen.getAsInt();
        return Optional.of(
                "inbox.mails() had " + AbstractInboxAssert.counted(seen.getAsInt()) + " when the test called it"
                        + (more > 0 ? ", and " + AbstractInboxAssert.counted(more) + " arrived after that" : "")
                        + ". It does not wait. For a sender on another thread use assertThat(inbox).singleMail(), hasMailCount(..) or"
                        + " inbox.awaitMails(..), which wait.");
    }

    /** An assertion, or an index without an element; but not our own assertions, which wait. */
    private static boolean mayComeFromAList(Throwable failure) {
        boolean isKind = failure instanceof AssertionError
                || failure instanceof IndexOutOfBoundsException
                || failure instanceof NoSuchElementException;
        return isKind
                && Arrays.stream(failure.getStackTrace())
                        .limit(30)
                        .noneMatch(frame -> frame.getClassName().startsWith(EarlyLook.class.getPackageName() + ".")
                                && frame.getClassName().endsWith("Assert"));
    }
}
