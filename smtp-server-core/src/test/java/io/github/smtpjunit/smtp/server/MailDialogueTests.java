package io.github.smtpjunit.smtp.server;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Mails from EHLO to the end of their data (RFC 5321 section 3.3), and how many recipients one can have. */
class MailDialogueTests extends DialogueTestCase {

    @TestFactory
    Stream<DynamicTest> mails() {
        return dialogues("""
                # a mail
                C: EHLO client.example.org
                S: 250*
                C: MAIL FROM:<ada@example.org>
                S: 250 2.1.0 Sender OK
                C: RCPT TO:<bob@example.org>
                S: 250 2.1.5 Recipient OK
                C: DATA
                S: 354 Start mail input; end with <CRLF>.<CRLF>
                C: Subject: Hi
                C:
                C: Hello
                C: .
                S: 250 2.6.0 Mail accepted
                C: QUIT
                S: 221 2.0.0 Bye
                M: ada@example.org > bob@example.org : Subject: Hi\\r\\n\\r\\nHello\\r\\n

                # a client that knows HELO only
                C: HELO client.example.org
                S: 250 mx.example.org
                C: MAIL FROM:<ada@example.org>
                S: 250 *
                C: RCPT TO:<bob@example.org>
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                C: QUIT
                S: 221 *
                M: ada@example.org > bob@example.org :\s

                # three mails in one session, the second given up
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: one
                C: .
                S: 250 *
                C: MAIL FROM:<c@x>
                S: 250 *
                C: RCPT TO:<d@x>
                S: 250 *
                C: RSET
                S: 250 2.0.0 OK
                C: DATA
                S: 503 5.5.1 Send MAIL first
                C: MAIL FROM:<e@x>
                S: 250 *
                C: RCPT TO:<f@x>
                S: 250 *
                C: RCPT TO:<g@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: two
                C: .
                S: 250 *
                C: QUIT
                S: 221 *
                M: a@x > b@x : one\\r\\n
                M: e@x > f@x,g@x : two\\r\\n

                # verbs and keywords in upper and lower case
                C: ehlo x
                S: 250*
                C: mail from:<Ada@Example.org>
                S: 250 *
                C: rCpT tO:<Bob@Example.org>
                S: 250 *
                C: Data
                S: 354 *
                C: x
                C: .
                S: 250 *
                C: quit
                S: 221 *
                M: Ada@Example.org > Bob@Example.org : x\\r\\n

                # dots are un-stuffed, once
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: ..
                C: ...
                C: ..dot
                C: .dot
                C: a.
                C: .
                S: 250 *
                M: a@x > b@x : .\\r\\n..\\r\\n.dot\\r\\ndot\\r\\na.\\r\\n

                # a transaction that the client breaks off is not stored
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: half a mail
                """);
    }

    @TestFactory
    Stream<DynamicTest> recipients() {
        StringBuilder hundred =
                new StringBuilder("# a hundred recipients\nC: EHLO x\nS: 250*\nC: MAIL FROM:<a@x>\nS: 250 *\n");
        StringBuilder mail = new StringBuilder("M: a@x > ");
        for (int i = 0; i < 100; i++) {
            hundred.append("C: RCPT TO:<r" + i + "@x>\nS: 250 *\n");
            mail.append(i == 0 ? "" : ",").append("r" + i + "@x");
        }
        hundred.append("C: DATA\nS: 354 *\nC: .\nS: 250 *\n").append(mail).append(" : \n");
        return Stream.concat(dialogues(hundred.toString()), dialogues(builder -> builder.maxRecipients(2), """
                # the rest in the next transaction
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: RCPT TO:<d@x>
                S: 452 4.5.3 Too many recipients
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<d@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                M: a@x > b@x,c@x :\s
                M: a@x > d@x :\s
                """));
    }
}
