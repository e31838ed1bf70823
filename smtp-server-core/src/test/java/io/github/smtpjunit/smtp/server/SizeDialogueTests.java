package io.github.smtpjunit.smtp.server;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** SIZE (RFC 1870), declared and enforced. */
class SizeDialogueTests extends DialogueTestCase {

    @TestFactory
    Stream<DynamicTest> size() {
        return dialogues(builder -> builder.maxMessageSize(20), """
                # SIZE declared
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> SIZE=21
                S: 552 5.3.4 Mail too large
                C: MAIL FROM:<a@x> SIZE=9223372036854775808
                S: 552 *
                C: MAIL FROM:<a@x> SIZE=99999999999999999999
                S: 552 *
                C: MAIL FROM:<a@x> SIZE=999999999999999999999999999999999999
                S: 501 *
                C: MAIL FROM:<a@x> SIZE=00000000000000000001
                S: 250 *
                C: RSET
                S: 250 *
                C: MAIL FROM:<a@x> SIZE=20
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: 18 octets and CRLF
                C: .
                S: 250 *
                M: a@x > b@x : 18 octets and CRLF\\r\\n

                # SIZE enforced; what is too large is read and thrown away
                TRANSACTION
                C: DATA
                S: 354 *
                C: 19 octets and CR LF
                C: .
                S: 552 5.3.4 Mail too large
                C: MAIL FROM:<a@x> SIZE=1
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: LONG
                C: .QUIT
                C: .
                S: 552 5.3.4 Mail too large
                C: NOOP
                S: 250 *

                # stuffed dots do not count
                TRANSACTION
                C: DATA
                S: 354 *
                C: ..
                C: ..
                C: ..
                C: ..
                C: ..
                C: ..
                C: .
                S: 250 *
                M: a@x > b@x : .\\r\\n.\\r\\n.\\r\\n.\\r\\n.\\r\\n.\\r\\n

                # by BDAT, in one chunk and over several
                TRANSACTION
                C: BDAT 21 LAST
                R: 123456789012345678901
                S: 552 5.3.4 Mail too large
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: BDAT 15
                R: 123456789012345
                S: 250 2.0.0 Chunk received
                C: BDAT 6
                R: QUIT\\r\\n
                S: 552 5.3.4 Mail too large
                C: BDAT 6 LAST
                R: QUIT\\r\\n
                S: 503 *
                C: NOOP
                S: 250 *
                """.replace("LONG", "x".repeat(2000)));
    }
}
