package io.github.smtpjunit.inbox;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The mail that came nearest to what was required: the one that satisfies the most of it.
 *
 * @param mail the mail
 * @param before how many assertions it satisfied before it failed
 * @param satisfied how many it satisfies in all
 * @param failure the first one that it does not
 */
record NearestMiss(CapturedMail mail, int before, int satisfied, AssertionError failure) {

    static Optional<NearestMiss> of(List<CapturedMail> mails, Consumer<MailAssert> requirements) {
        CapturedMail nearest = null;
        int most = -1;
        for (CapturedMail mail : mails) {
            int satisfied = satisfiedInAll(mail, requirements);
            if (satisfied > most && !InboxAssert.satisfies(mail, requirements)) { // it may have become right meanwhile
                nearest = mail;
                most = satisfied;
            }
        }
        return nearest == null ? Optional.empty() : of(nearest, requirements, most);
    }

    private static Optional<NearestMiss> of(CapturedMail mail, Consumer<MailAssert> requirements, int satisfied) {
        MailAssert assertions = MailAssert.nested(mail);
        return Optional.ofNullable(InboxAssert.failure(assertions, requirements))
                .map(failure -> new NearestMiss(mail, assertions.satisfied(), satisfied, failure));
    }

    private static int satisfiedInAll(CapturedMail mail, Consumer<MailAssert> requirements) {
        MailAssert assertions = MailAssert.nested(mail);
        assertions.failing(FailureMode.SILENT);
        AssertionError unused = InboxAssert.failure(assertions, requirements); // there may be no way to go on
        return assertions.satisfied();
    }

    /** What it fails, below an empty line. */
    String text() {
        return "\n\nNearest miss: mail " + mail.number() + ", "
                + (satisfied == 0
                        ? "which fails the first check"
                        : "which passes " + satisfied + (satisfied == 1 ? " check" : " checks")
                                + (before == satisfied ? " and fails the next" : ", but not this one"))
                + ":\n"
                + FailureReport.indented(String.valueOf(failure.getMessage()));
    }
}
