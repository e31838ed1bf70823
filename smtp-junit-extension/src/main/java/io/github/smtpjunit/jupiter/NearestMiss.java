package io.github.smtpjunit.jupiter;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The mail that came nearest to what was required: the one that satisfies the most of it.
 *
 * @param mail the mail
 * @param before how many assertions it satisfied before it failed
 * @param satisfied how many it satisfies in all
 * @param failure the first one that it does not
 */
record NearestMiss(CapturedMail mail, int before, int satisfied, AssertionError failure) {

    static String of(List<CapturedMail> mails, Consumer<MailAssert> requirements) {
        NearestMiss nearest = null;
        for (CapturedMail mail : mails) {
            NearestMiss miss = of(mail, requirements);
            if (miss != null && (nearest == null || miss.satisfied() > nearest.satisfied())) {
                nearest = miss;
            }
        }
        return nearest == null ? "" : "\n\n" + nearest.text();
    }

    private static @Nullable NearestMiss of(CapturedMail mail, Consumer<MailAssert> requirements) {
        MailAssert assertions = MailAssert.nested(mail);
        try {
            requirements.accept(assertions);
            return null; // it has become right in the meantime
        } catch (AssertionError e) {
            return new NearestMiss(mail, assertions.satisfied(), satisfiedInAll(mail, requirements), e);
        }
    }

    private static int satisfiedInAll(CapturedMail mail, Consumer<MailAssert> requirements) {
        MailAssert assertions = MailAssert.nested(mail);
        assertions.failing(Failing.SILENT);
        try {
            requirements.accept(assertions);
        } catch (AssertionError e) {
            // there was no way to go on
        }
        return assertions.satisfied();
    }

    private String text() {
        return "Nearest miss: mail " + mail.number() + ", "
                + (satisfied == 0
                        ? "which fails the first check"
                        : "which passes " + satisfied + (satisfied == 1 ? " check" : " checks")
                                + (before == satisfied ? " and fails the next" : ", but not this one"))
                + ":\n"
                + FailureReport.indented(String.valueOf(failure.getMessage()));
    }
}
