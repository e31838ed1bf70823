package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.lint.LintFinding;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.lint.LintSeverity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mails that are fine, and some that are not. */
@WithSmtpServer
class LintDemo {

    Shop shop;

    @BeforeEach
    void openShop(Inbox inbox) {
        shop = new Shop(inbox.host(), inbox.port());
    }

    // region passes
    @Test
    void sendsGoodMails(Inbox inbox) {
        shop.register("Ada", "ada@example.org");

        assertThat(inbox).singleMail().passesLint();
    }
    // endregion

    // region ignoring
    @Test
    void hasAReasonForSomeOfIt(Inbox inbox) {
        shop.announce("Sale", "bob@example.org");

        assertThat(inbox)
                .singleMail()
                .lint(LintProfile.BULK)
                .ignoring("sender.dkim.missing", "list.*") // the relay signs, and adds List-Unsubscribe
                .passes();
    }
    // endregion

    // region reports
    @Test
    void findsWhatTheTemplateLeftBehind(Inbox inbox) {
        shop.register("${user.name}", "ada@example.org");

        assertThat(inbox)
                .singleMail()
                .lint(LintProfile.TRANSACTIONAL)
                .reports("leak.placeholder")
                .doesNotReport("link.*", "mime.*");
        assertThatThrownBy(() -> assertThat(inbox).singleMail().passesLint())
                .hasMessageContaining("error    leak.placeholder  Subject: ${user.name}");
    }
    // endregion

    // region report
    @Test
    void looksAtTheReport(Inbox inbox) {
        shop.announce("Sale", "bob@example.org");

        LintReport report = inbox.awaitMail().lint(LintProfile.BULK);

        assertThat(report.atLeast(LintSeverity.ERROR).findings())
                .extracting(LintFinding::ruleId)
                .containsExactly("list.unsubscribe.missing", "list.one-click.missing");
    }
    // endregion
}
