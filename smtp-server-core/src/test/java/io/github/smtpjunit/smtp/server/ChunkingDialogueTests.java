package io.github.smtpjunit.smtp.server;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** CHUNKING and BINARYMIME (RFC 3030). */
class ChunkingDialogueTests extends DialogueTestCase {

    @TestFactory
    Stream<DynamicTest> chunks() {
        return dialogues("""
                # a mail in chunks
                TRANSACTION
                C: BDAT 6
                R: one\\r\\n.
                S: 250 2.0.0 Chunk received
                C: BDAT 0
                S: 250 *
                C: bdat 5 last
                R: \\r\\nQ\\x00\\xff
                S: 250 2.6.0 Mail accepted
                C: QUIT
                S: 221 *
                M: a@x > b@x : one\\r\\n.\\r\\nQ\\x00\\xff

                # an empty last chunk
                TRANSACTION
                C: BDAT 3
                R: abc
                S: 250 *
                C: BDAT 0 LAST
                S: 250 2.6.0 *
                M: a@x > b@x : abc

                # nothing is normalised, and a dot alone is nothing special
                TRANSACTION
                C: BDAT 16 LAST
                R: .\\r\\n..\\r\\n\\n\\r.\\r\\n.\\r\\n\\r
                S: 250 2.6.0 *
                M: a@x > b@x : .\\r\\n..\\r\\n\\n\\r.\\r\\n.\\r\\n\\r

                # two mails, one by BDAT and one by DATA
                TRANSACTION
                C: BDAT 3 LAST
                R: abc
                S: 250 *
                C: MAIL FROM:<c@x>
                S: 250 *
                C: RCPT TO:<d@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: def
                C: .
                S: 250 *
                M: a@x > b@x : abc
                M: c@x > d@x : def\\r\\n

                # a refused chunk is swallowed
                C: BDAT 6
                R: QUIT\\r\\n
                S: 503 5.5.1 Send EHLO first
                C: EHLO x
                S: 250*
                C: BDAT 6 LAST
                R: QUIT\\r\\n
                S: 503 5.5.1 Send MAIL first
                C: MAIL FROM:<a@x>
                S: 250 *
                C: BDAT 6
                R: QUIT\\r\\n
                S: 503 5.5.1 Send RCPT first
                C: RCPT TO:<>
                S: 501 *
                C: BDAT 6
                R: QUIT\\r\\n
                S: 554 5.5.1 No valid recipients
                C: BDAT 0 LAST
                S: 554 *
                C: NOOP
                S: 250 *

                # between chunks
                TRANSACTION
                C: BDAT 3
                R: abc
                S: 250 *
                C: DATA
                S: 503 5.5.1 Send the next chunk by BDAT, or RSET
                C: MAIL FROM:<c@x>
                S: 503 *
                C: RCPT TO:<c@x>
                S: 503 *
                C: NOOP
                S: 250 *
                C: FOO
                S: 500 *
                C: BDAT 3 LAST
                R: def
                S: 250 2.6.0 *
                M: a@x > b@x : abcdef

                # RSET between chunks
                TRANSACTION
                C: BDAT 3
                R: abc
                S: 250 *
                C: RSET
                S: 250 2.0.0 OK
                C: BDAT 6 LAST
                R: QUIT\\r\\n
                S: 503 5.5.1 Send MAIL first
                C: MAIL FROM:<c@x>
                S: 250 *
                C: RCPT TO:<d@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: x
                C: .
                S: 250 *
                M: c@x > d@x : x\\r\\n

                # EHLO between chunks
                TRANSACTION
                C: BDAT 3
                R: abc
                S: 250 *
                C: EHLO y
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *

                # QUIT between chunks
                TRANSACTION
                C: BDAT 3
                R: abc
                S: 250 *
                C: QUIT
                S: 221 *

                # a chunk that is cut is not stored
                TRANSACTION
                C: BDAT 4 LAST
                R: abc

                # a mail without its last chunk is not stored
                TRANSACTION
                C: BDAT 3
                R: abc
                S: 250 *

                # BINARYMIME needs BDAT
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> BODY=BINARYMIME
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 503 5.5.1 BINARYMIME needs BDAT
                C: BDAT 4 LAST
                R: \\n\\r\\x00\\n
                S: 250 *
                M: a@x > b@x : \\n\\r\\x00\\n

                # a chunk of which the size is not to be understood ends the session
                TRANSACTION
                C: BDAT
                S: 501 5.5.4 Syntax: BDAT size [LAST]

                # a chunk with a negative size
                TRANSACTION
                C: BDAT -1
                S: 501 *

                # a chunk with an absurd size
                TRANSACTION
                C: BDAT 99999999999999999999 LAST
                S: 501 *

                # a chunk with more words
                TRANSACTION
                C: BDAT 5 FIRST
                S: 501 *

                # a chunk announced by a broken line
                TRANSACTION
                C: BDAT 5\\x00 LAST
                S: 500 *

                # a chunk announced by a line that is too long
                TRANSACTION
                C: BDAT 5 SPACES LAST
                S: 500 *
                """.replace("SPACES", " ".repeat(5000)));
    }

    @TestFactory
    Stream<DynamicTest> bareNewlinesInChunks() {
        return dialogues(builder -> builder.refuseBareNewlines(), """
                # refused in text, kept in BINARYMIME
                TRANSACTION
                C: BDAT 2
                R: a\\r
                S: 250 *
                C: BDAT 2
                R: \\nb
                S: 250 *
                C: BDAT 1 LAST
                R: \\n
                S: 554 5.6.0 Bare CR or LF in mail data
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: BDAT 2
                R: a\\r
                S: 250 *
                C: BDAT 1 LAST
                R: \\n
                S: 250 2.6.0 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: BDAT 2 LAST
                R: a\\r
                S: 554 *
                C: MAIL FROM:<a@x> BODY=BINARYMIME
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: BDAT 3 LAST
                R: a\\rb
                S: 250 *
                M: a@x > b@x : a\\r\\n
                M: a@x > b@x : a\\rb
                """);
    }
}
