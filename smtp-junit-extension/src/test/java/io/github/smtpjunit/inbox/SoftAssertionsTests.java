package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailSoftAssertions.assertMailSoftly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.BDDAssertions.then;

import io.github.smtpjunit.jupiter.Kit;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.junit.jupiter.InjectSoftAssertions;
import org.assertj.core.api.junit.jupiter.SoftAssertionsExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** AssertJ's own ways work with ours: soft assertions, BDD, descriptions, extracting. */
@WithSmtpServer(assertionTimeoutMillis = 50)
class SoftAssertionsTests {

    private static void send(Inbox inbox, String subject) {
        RawClient.deliver(inbox, "From: shop@example.com\nSubject: " + subject + "\n\nHello\n");
    }

    @Test
    void nothingFails(Inbox inbox) {
        send(inbox, "one");

        assertMailSoftly(softly -> {
            softly.assertThat(inbox)
                    .hasMailCount(1)
                    .mailsTo("ada@example.org")
                    .singleMail()
                    .hasSubject("one");
            softly.assertThat(inbox.mails().get(0)).from().hasAddress("shop@example.com");
            softly.assertThat(1).isEqualTo(1);
        });
    }

    @Test
    void allFailuresAreReportedTogether(Inbox inbox) {
        send(inbox, "one");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertMailSoftly(softly -> {
                    softly.assertThat(inbox)
                            .hasMailCount(2)
                            .as("Ada's mail")
                            .mailsTo("ada@example.org")
                            .hasNoMail()
                            .singleMail()
                            .isTo("bob@example.org")
                            .hasText("Bye")
                            .from()
                            .hasName("The Shop")
                            .isInDomain("example.org");
                    softly.assertThat(inbox.mails().get(0))
                            .satisfies(mail -> assertThat(mail.number()).isEqualTo(7));
                }))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains(
                                "(7 failures)",
                                "Expecting 2 mails within 50 ms, but found 1.",
                                "[Ada's mail] Expecting no mail to ada@example.org, but found 1.",
                                "[Ada's mail] Expecting one of the addresses in the To field to be:",
                                "[Ada's mail] Expecting text body:",
                                "[Ada's mail] Expecting display name:",
                                "[Ada's mail] Expecting domain:",
                                "expected: 7"));
    }

    @Test
    void aWayThatLeadsNowhereEndsThere(Inbox inbox) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertMailSoftly(softly -> {
                    softly.assertThat(inbox).hasMailCount(2);
                    softly.assertThat(inbox).singleMail().hasSubject("one");
                }))
                .withMessageContaining("(2 failures)")
                .withMessageContaining("Expecting 2 mails within 50 ms")
                .withMessageContaining("Expecting 1 mail within 50 ms");
    }

    @Test
    void severalMailsAreSoftToo(Inbox inbox) {
        send(inbox, "one");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertMailSoftly(softly -> softly.assertThat(inbox)
                        .hasMailsInOrder(mail -> mail.hasSubject("one"), mail -> mail.hasSubject("two"))
                        .hasMailsInAnyOrder(mail -> mail.hasSubject("two"))
                        .receivesNothingWhile(() -> send(inbox, "two"))
                        .anyMailSatisfies(mail -> mail.hasSubject("three"))))
                .withMessageContaining("(4 failures)");
    }

    @ExtendWith(SoftAssertionsExtension.class)
    @WithSmtpServer
    static class Injected {

        @InjectSoftAssertions
        @SuppressWarnings("NullAway.Init")
        private MailSoftAssertions softly;

        @Test
        void fails(Inbox inbox) {
            send(inbox, "one");
            softly.assertThat(inbox).firstMail().hasSubject("two").hasText("Bye");
        }

        @Test
        void failsByAParameter(Inbox inbox, MailSoftAssertions parameter) {
            send(inbox, "one");
            parameter.assertThat(inbox).firstMail().hasSubject("two").hasText("Bye");
        }
    }

    @Test
    void theyAreInjected() {
        assertThat(Kit.run(Injected.class).failures())
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).contains("(2 failures)", "subject:", "text body:"));
    }

    @Test
    void bdd(Inbox inbox) {
        send(inbox, "one");

        then(inbox).singleMail().hasSubject("one");
        then(inbox.awaitMail()).hasText("Hello");
    }

    @Test
    void mailsInOtherMessagesAreReadable(Inbox inbox) {
        send(inbox, "one");
        send(inbox, "two");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox.mails()).isEmpty())
                .withMessageContaining("[mail 0 from shop@example.com to ada@example.org \"one\" (text),\n"
                        + "    mail 1 from shop@example.com to ada@example.org \"two\" (text)]");
    }

    @Test
    void theRestOfAssertJ(Inbox inbox) {
        send(inbox, "one");

        assertThat(inbox)
                .singleMail()
                .satisfies(mail -> assertThat(mail.problems()).isEmpty());
        assertThat(inbox.awaitMail()).extracting(CapturedMail::subject).isEqualTo(Optional.of("one"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox.awaitMail())
                        .as("the first mail")
                        .extracting(CapturedMail::subject)
                        .isEqualTo(Optional.of("two")))
                .withMessageStartingWith("[the first mail] ")
                .withMessageContaining("Optional[two]")
                .withMessageContaining("Optional[one]");
        assertThat(List.of(inbox.awaitMail())).extracting(CapturedMail::number).containsExactly(0);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> then(inbox.awaitMail()).as("the first").hasText("Bye"))
                .withMessageStartingWith("[the first] Expecting text body:");
    }
}
