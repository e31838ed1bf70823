package io.github.smtpjunit.jupiter;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The mail that came nearest to what was required: the one that satisfied the most assertions before it failed.
 *
 * @param mail the mail
 * @param satisfied how many assertions it satisfied
 * @param failure the first one that it did not
 */
record NearestMiss(CapturedMail mail, int satisfied, AssertionError failure) {

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
            return new NearestMiss(mail, assertions.satisfied(), e);
        }
    }

    private String text() {
        return "Nearest miss: mail " + mail.number() + ", "
                + (satisfied == 0
                        ? "which fails the first check"
                        : "which passes " + satisfied + (satisfied == 1 ? " check" : " checks") + " and fails the next")
                + ":\n"
                + FailureReport.indented(String.valueOf(failure.getMessage()));
    }
}
