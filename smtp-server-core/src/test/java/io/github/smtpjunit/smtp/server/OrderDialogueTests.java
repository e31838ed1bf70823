package io.github.smtpjunit.smtp.server;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which command may come when (RFC 5321 section 4.1.4), and what resets a transaction. */
class OrderDialogueTests extends DialogueTestCase {

    @TestFactory
    Stream<DynamicTest> order() {
        return dialogues("""
                # nothing before EHLO
                C: MAIL FROM:<a@x>
                S: 503 5.5.1 Send EHLO first
                C: RCPT TO:<b@x>
                S: 503 5.5.1 Send EHLO first
                C: DATA
                S: 503 5.5.1 Send EHLO first
                C: RSET
                S: 250 *
                C: NOOP
                S: 250 *
                C: HELP
                S: 214 *
                C: VRFY bob
                S: 252 *
                C: QUIT
                S: 221 *

                # each step needs the one before
                C: EHLO x
                S: 250*
                C: RCPT TO:<b@x>
                S: 503 5.5.1 Send MAIL first
                C: DATA
                S: 503 5.5.1 Send MAIL first
                C: MAIL FROM:<a@x>
                S: 250 *
                C: DATA
                S: 503 5.5.1 Send RCPT first
                C: MAIL FROM:<c@x>
                S: 503 5.5.1 Mail transaction already open
                C: RCPT TO:<b@x>
                S: 250 *
                C: MAIL FROM:<c@x>
                S: 503 *
                C: DATA
                S: 354 *
                C: x
                C: .
                S: 250 *
                C: RCPT TO:<b@x>
                S: 503 5.5.1 Send MAIL first
                C: DATA
                S: 503 5.5.1 Send MAIL first
                M: a@x > b@x : x\\r\\n

                # MAIL after RSET
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RSET
                S: 250 *
                C: MAIL FROM:<b@x>
                S: 250 *

                # EHLO resets
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: EHLO y
                S: 250*
                C: RCPT TO:<b@x>
                S: 503 5.5.1 Send MAIL first

                # HELO resets, and takes the extensions away
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> SIZE=1
                S: 250 *
                C: HELO y
                S: 250 *
                C: RCPT TO:<b@x>
                S: 503 *
                C: MAIL FROM:<a@x> SIZE=1
                S: 555 *

                # a refused EHLO changes nothing
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: EHLO
                S: 501 5.5.4 Argument missing
                C: EHLO x y
                S: 501 5.5.4 Syntax: one host name or address literal
                C: RCPT TO:<b@x>
                S: 250 *

                # after all recipients were refused
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<>
                S: 501 5.1.3 *
                C: DATA
                S: 554 5.5.1 No valid recipients

                # a refused recipient does not spoil the others, nor the next transaction
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b>
                S: 501 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: x
                C: .
                S: 250 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: DATA
                S: 503 5.5.1 Send RCPT first
                M: a@x > c@x : x\\r\\n
                """);
    }
}
