package example;

import static io.github.smtpjunit.inbox.MailSoftAssertions.assertMailSoftly;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.MailAssert;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.Scrubber;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithSmtpServer
class AssertionsDemo {

    Shop shop;

    @BeforeEach
    void openShop(Inbox inbox) {
        shop = new Shop(inbox.host(), inbox.port());
    }

    // region one-mail
    @Test
    void looksAtOneMail(Inbox inbox) {
        shop.register("Ada", "ada@example.org");

        assertThat(inbox)
                .singleMail()
                .hasEnvelopeFrom("shop@example.com")
                .hasEnvelopeRecipients("ada@example.org")
                .isFromName("The Shop")
                .isToName("Ada")
                .hasSubjectContaining("Welcome")
                .doesNotHaveHeader("X-Debug")
                .hasHtmlContaining("<p>Hello Ada,</p>")
                .transport()
                .usedNoTls()
                .greetedAs("shop.example.com");
    }
    // endregion

    // region closer
    @Test
    void looksCloser(Inbox inbox) {
        shop.register("Ada", "ada@example.org");

        MailAssert mail = assertThat(inbox).singleMail();
        mail.from().hasName("The Shop").isInDomain("example.com");
        mail.html().select("a").hasText("confirm").hasAttribute("href", "https://shop.example.com/confirm");
        mail.html().hasVisibleTextContaining("please confirm your address");
        mail.attachment("terms.txt").hasTextContaining("Pay in advance.");
        mail.parts()
                .hasPartTree("mixed(alternative(plain,html),octet-stream)")
                .returnToMail()
                .source()
                .showsNoInjection();
        mail.session().endedWithQuit();
    }
    // endregion

    // region several-mails
    @Test
    void looksAtSeveralMails(Inbox inbox) {
        shop.register("Ada", "ada@example.org");
        shop.register("Bob", "bob@example.org");

        assertThat(inbox)
                .hasMailCount(2)
                .anyMailSatisfies(mail -> mail.isTo("bob@example.org").hasSubject("Welcome, Bob"))
                .allMailsSatisfy(mail -> mail.isFrom("shop@example.com").hasAttachmentCount(1))
                .noMailSatisfies(mail -> mail.isTo("mallory@example.org"))
                .noMailMatches(mail -> mail.envelope().to().isEmpty());

        assertThat(inbox).firstMail().isTo("ada@example.org");
        assertThat(inbox).mail(1).isTo("bob@example.org");
    }
    // endregion

    // region blocks
    @Test
    void looksAtTheMailsOfABlock(Inbox inbox) {
        shop.register("Ada", "ada@example.org");

        inbox.capture(() -> shop.register("Bob", "bob@example.org"))
                .singleMail()
                .isTo("bob@example.org");
        assertThat(inbox).receivesNothingWhile(() -> assertThatThrownBy(() -> shop.register("Eve", "nowhere")));
        assertThat(inbox)
                .hasMailsInAnyOrder(mail -> mail.isTo("bob@example.org"), mail -> mail.hasSubject("Welcome, Ada"))
                .verifyNoMoreMail();
    }
    // endregion

    // region filters
    @Test
    void looksAtSomeMails(Inbox inbox) {
        shop.register("Ada", "ada@example.org");
        shop.announce("Sale", "ada@example.org", "bob@example.org");

        assertThat(inbox).mailsTo("ada@example.org").hasMailCount(2);
        assertThat(inbox).mailsTo("bob@example.org").singleMail().hasSubject("Sale");
        assertThat(inbox).filteredOnSubject("Welcome, Ada").singleMail().hasAttachment("terms.txt");
        assertThat(inbox)
                .mailsFrom("shop@example.com")
                .filteredOnSubject("Sale")
                .hasMailCount(1);
        assertThat(inbox).mailsTo("mallory@example.org").hasNoMail();
    }
    // endregion

    // region blind-copies
    @Test
    void hidesTheCustomersFromEachOther(Inbox inbox) {
        shop.announce("Sale", "ada@example.org", "bob@example.org");

        assertThat(inbox)
                .singleMail()
                .isToOnly("news@example.com")
                .hasBlindRecipients("ada@example.org", "bob@example.org")
                .hasEnvelopeRecipients("news@example.com", "ada@example.org", "bob@example.org")
                .hasNoBccHeader();
    }
    // endregion

    // region attachments
    @Test
    void attachesTheTerms(Inbox inbox) {
        shop.register("Ada", "ada@example.org");

        assertThat(inbox)
                .singleMail()
                .hasAttachmentCount(1)
                .hasAttachment("terms.txt", "application/octet-stream")
                .hasAttachment("terms.txt", "Pay in advance.\r\n".getBytes(UTF_8));
    }
    // endregion

    // region files
    @Test
    void looksIntoAttachments(Inbox inbox) {
        shop.sendOrder("ada@example.org", "article,count\r\ntea,2\r\n");

        assertThat(inbox)
                .singleMail()
                .attachment("order.zip")
                .asZip()
                .hasEntries("order.csv")
                .entry("order.csv")
                .asCsv()
                .hasColumns("article", "count")
                .hasRow("tea", "2");
    }
    // endregion

    // region snapshot
    @Test
    void looksAsBefore(Inbox inbox) {
        shop.register("Ada", "ada@example.org");

        assertThat(inbox).singleMail().matchesSnapshot("welcome", Scrubber.queryParameters("token"));
    }
    // endregion

    // region plain-reading
    @Test
    void readsAMail(Inbox inbox) throws MessagingException {
        shop.register("Ada", "ada@example.org");

        var mail = inbox.awaitMail();

        assertThat(mail.text().orElseThrow()).startsWith("Hello Ada,");
        assertThat(mail.attachments().get(0).bytes()).hasSizeLessThan(1_000);
        assertThat(mail.rawText()).contains("Content-Disposition: attachment;");
        assertThat(mail.mime().isSet(Flags.Flag.SEEN)).isFalse(); // a jakarta.mail message, for everything else
    }
    // endregion

    // region softly
    @Test
    void tellsAllThatIsWrong(Inbox inbox) {
        shop.register("Ada", "ada@example.org");

        assertMailSoftly(softly -> {
            softly.assertThat(inbox).hasMailCount(1);
            softly.assertThat(inbox).firstMail().isTo("ada@example.org").hasSubject("Welcome, Ada");
        });
    }
    // endregion

    // region failure
    @Test
    void tellsWhatArrivedInstead(Inbox inbox) {
        shop.register("Ada", "ada@example.org");
        shop.announce("Sale", "bob@example.org");

        assertThatThrownBy(() -> assertThat(inbox)
                        .within(Duration.ofMillis(100))
                        .anyMailSatisfies(mail -> mail.isTo("ada@example.org").hasSubject("Welcome, Eve")))
                .hasMessageContaining("Nearest miss: mail 0, which passes 1 check and fails the next:");
    }
    // endregion

    // region failure-without-mail
    @Test
    @WithSmtpServer(maxMessageSize = 500)
    void tellsWhyNothingArrived(Inbox inbox) {
        assertThatThrownBy(() -> shop.register("Ada", "ada@example.org")).hasStackTraceContaining("552 5.3.4");

        assertThatThrownBy(
                        () -> assertThat(inbox).within(Duration.ofMillis(100)).hasMailCount(1))
                .hasMessageContaining("No mail has arrived, although a client has connected.")
                .hasMessageContaining("END_OF_DATA: 552 5.3.4 Mail too large");
    }
    // endregion
}
