package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.MailHandler;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handler of the user's own, behind an inbox: what it refuses is not kept. */
class HandlerTests {

    /** Held, so that it is not collected with the handler. */
    private static final Logger LOGGER = Logger.getLogger("io.github.smtpjunit.smtp.server");

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

    /** Returns no reply, or none for one recipient. */
    private static final class Silent implements MailHandler {

        @Override
        @SuppressWarnings("NullAway") // what it is about
        public Reply handle(ReceivedMail mail) {
            return null;
        }

        @Override
        public List<Reply> handleEach(ReceivedMail mail) {
            return Collections.singletonList(handle(mail));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isNamedWhenItReturnsNoReply(boolean lmtp) {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(String.valueOf(entry.getThrown()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOGGER.addHandler(handler);
        try (Inbox inbox =
                        Inbox.start((lmtp ? SmtpServer.builder().lmtp() : SmtpServer.builder()).handler(new Silent()));
                RawClient client =
                        RawClient.connect(inbox).say(lmtp ? "LHLO client.example" : "EHLO client.example", 250)) {
            client.say("MAIL FROM:<a@example.com>", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .say("DATA", 354)
                    .say("Subject: Hello\r\n.", 451);

            assertThat(inbox).hasNoMail();
            assertThat(logged).anyMatch(text -> text.contains("MailHandler.handle"));
        } finally {
            LOGGER.removeHandler(handler);
        }
    }
}
