package io.github.smtpjunit.jupiter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.MailHandler;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A handler of the user's own, behind an inbox: what it refuses is not kept. */
class HandlerTests {

    /** Takes mails for Ada only. */
    private static final MailHandler FOR_ADA = new MailHandler() {

        @Override
        public Reply handle(ReceivedMail mail) throws IOException {
            boolean wanted = new String(mail.content().readAllBytes(), UTF_8).contains("Ada");
            return wanted ? Replies.OK : Replies.CONTENT_REFUSED;
        }

        @Override
        public List<Reply> handleEach(ReceivedMail mail) {
            return mail.envelope().to().stream()
                    .map(to -> to.startsWith("ada@") ? Replies.OK : Replies.MAILBOX_FULL)
                    .toList();
        }
    };

    @Test
    void refusesAMail() {
        try (Inbox inbox = Inbox.start(SmtpServer.builder().handler(FOR_ADA));
                RawClient client = RawClient.greeted(inbox)) {
            client.mail("a@example.com", "b@example.org", "Subject: Hello, Ada\n\n");
            client.say("MAIL FROM:<a@example.com>", 250)
                    .say("RCPT TO:<b@example.org>", 250)
                    .say("DATA", 354)
                    .say("Subject: Hello, Bob\r\n.", 554);

            assertThat(inbox).singleMail().hasSubject("Hello, Ada");
        }
    }

    @Test
    void answersForEachRecipientInLmtp() {
        try (Inbox inbox = Inbox.start(SmtpServer.builder().lmtp().handler(FOR_ADA));
                RawClient client = RawClient.connect(inbox).say("LHLO client.example", 250)) {
            client.say("MAIL FROM:<a@example.com>", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .say("RCPT TO:<bob@example.org>", 250)
                    .say("DATA", 354)
                    .say("Subject: Hello\r\n.", 250)
                    .expect(552);
            client.say("MAIL FROM:<a@example.com>", 250)
                    .say("RCPT TO:<bob@example.org>", 250)
                    .say("DATA", 354)
                    .say("Subject: Hello again\r\n.", 552);

            assertThat(inbox).singleMail().hasSubject("Hello");
        }
    }
}
