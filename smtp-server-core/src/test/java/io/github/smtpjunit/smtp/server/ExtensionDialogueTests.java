package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.ServiceExtension;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The service extensions: what EHLO offers, their parameters, and what is left when they are switched off. */
class ExtensionDialogueTests extends DialogueTestCase {

    private static final String TRANSACTION = """
            C: EHLO x
            S: 250*
            C: MAIL FROM:<a@x>
            S: 250 *
            C: RCPT TO:<b@x>
            S: 250 *
            """;

    @TestFactory
    Stream<DynamicTest> offers() {
        return Stream.of(
                        dialogues("""
                # all that is offered without a certificate and an authenticator
                C: EHLO x
                S: 250-mx.example.org|250-PIPELINING|250-SIZE 67108864|250-8BITMIME|250-SMTPUTF8|250-ENHANCEDSTATUSCODES|250-CHUNKING|250-BINARYMIME|250-DSN|250-DELIVERBY|250-MT-PRIORITY|250-FUTURERELEASE 2592000 2*Z|250 LIMITS RCPTMAX=1000
                """),
                        dialogues(builder -> builder.without(ServiceExtension.values()), """
                # nothing offered
                C: EHLO x
                S: 250 mx.example.org
                """),
                        dialogues(
                                builder -> builder.without(ServiceExtension.CHUNKING, ServiceExtension.DSN)
                                        .advertise("X-NEW one two"),
                                """
                # an extra keyword; BINARYMIME goes with CHUNKING (RFC 3030 section 3)
                C: EHLO x
                S: 250-mx.example.org|250-PIPELINING|250-SIZE 67108864|250-8BITMIME|250-SMTPUTF8|250-ENHANCEDSTATUSCODES|250-DELIVERBY|250-MT-PRIORITY|250-FUTURERELEASE 2592000 2*Z|250-LIMITS RCPTMAX=1000|250 X-NEW one two
                """))
                .flatMap(tests -> tests);
    }

    @TestFactory
    Stream<DynamicTest> rarerParameters() {
        return dialogues(
                builder -> builder.clock(Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC)), """
                # DELIVERBY (RFC 2852 section 4)
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> BY
                S: 501 *
                C: MAIL FROM:<a@x> BY=120
                S: 501 *
                C: MAIL FROM:<a@x> BY=0;R
                S: 501 *
                C: MAIL FROM:<a@x> BY=-5;RT
                S: 501 *
                C: MAIL FROM:<a@x> BY=1234567890;R
                S: 501 *
                C: MAIL FROM:<a@x> BY=120;X
                S: 501 *
                C: MAIL FROM:<a@x> BY=120;RT
                S: 250 *
                C: RSET
                S: 250 *
                C: MAIL FROM:<a@x> BY=-120;n
                S: 250 *

                # MT-PRIORITY (RFC 6710 section 5)
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> MT-PRIORITY=10
                S: 501 *
                C: MAIL FROM:<a@x> MT-PRIORITY=+3
                S: 501 *
                C: MAIL FROM:<a@x> MT-PRIORITY=-0
                S: 501 *
                C: MAIL FROM:<a@x> MT-PRIORITY=-9
                S: 250 *

                # FUTURERELEASE (RFC 4865 section 4)
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> HOLDFOR=0
                S: 501 *
                C: MAIL FROM:<a@x> HOLDFOR=2592001
                S: 501 *
                C: MAIL FROM:<a@x> HOLDUNTIL=tomorrow
                S: 501 *
                C: MAIL FROM:<a@x> HOLDFOR=60 HOLDUNTIL=2026-12-01T00:00:00Z
                S: 501 *
                C: MAIL FROM:<a@x> HOLDUNTIL=2026-12-22T00:00:01Z
                S: 501 *
                C: MAIL FROM:<a@x> HOLDUNTIL=2026-12-22T00:00:00Z
                S: 250 *
                C: RSET
                S: 250 *
                C: MAIL FROM:<a@x> HOLDFOR=2592000
                S: 250 *

                # REQUIRETLS is not offered in clear text (RFC 8689 section 2)
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> REQUIRETLS
                S: 555 *
                """);
    }

    @TestFactory
    Stream<DynamicTest> parameters() {
        return dialogues("""
                # unknown ones, bad ones, and the same one twice
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> FOO
                S: 555 5.5.4 Parameter not recognized
                C: MAIL FROM:<a@x> FOO=BAR
                S: 555 *
                C: MAIL FROM:<a@x> NOTIFY=NEVER
                S: 555 *
                C: MAIL FROM:<a@x> SIZE
                S: 501 5.5.4 Bad parameter
                C: MAIL FROM:<a@x> SIZE=
                S: 501 *
                C: MAIL FROM:<a@x> SIZE=-1
                S: 501 *
                C: MAIL FROM:<a@x> SIZE=x
                S: 501 *
                C: MAIL FROM:<a@x> SIZE=1 SIZE=1
                S: 501 *
                C: MAIL FROM:<a@x> SIZE=1 size=2
                S: 501 *
                C: MAIL FROM:<a@x> =1
                S: 501 *
                C: MAIL FROM:<a@x> -X=1
                S: 501 *
                C: MAIL FROM:<a@x> BODY
                S: 501 *
                C: MAIL FROM:<a@x> BODY=9BIT
                S: 501 *
                C: MAIL FROM:<a@x> SMTPUTF8=yes
                S: 501 *
                C: MAIL FROM:<a@x> RET=SOME
                S: 501 *
                C: MAIL FROM:<a@x> ENVID=a+b
                S: 501 *
                C: MAIL FROM:<a@x> ENVID=a=b
                S: 501 *

                # good ones, spaces between and behind them
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>  SIZE=10   BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb\\x20\\x20
                S: 250 *
                C: RCPT TO:<b@x> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2Bc@x
                S: 250 *
                C: RCPT TO:<b@x> NOTIFY=NEVER
                S: 250 *
                C: RCPT TO:<b@x> NOTIFY=NEVER,SUCCESS
                S: 501 *
                C: RCPT TO:<b@x> NOTIFY=SOMETIMES
                S: 501 *
                C: RCPT TO:<b@x> NOTIFY
                S: 501 *
                C: RCPT TO:<b@x> ORCPT=b@x
                S: 501 *
                C: RCPT TO:<b@x> ORCPT=;b@x
                S: 501 *
                C: RCPT TO:<b@x> ORCPT=rfc822;
                S: 501 *
                C: RCPT TO:<b@x> ORCPT=rfc822;a=b
                S: 501 *
                C: RCPT TO:<b@x> ORCPT=rfc822;a+b
                S: 501 *
                C: RCPT TO:<b@x> ORCPT=utf-8;\\xc3\\xa4@x
                S: 250 *
                C: RCPT TO:<b@x> ORCPT=utf-8;\\\\x{E4}@x
                S: 250 *
                C: RCPT TO:<b@x> SIZE=1
                S: 555 *

                # HELO means no parameters
                C: HELO x
                S: 250 *
                C: MAIL FROM:<a@x> BODY=8BITMIME
                S: 555 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x> NOTIFY=NEVER
                S: 555 *
                """);
    }

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
                """.replace("LONG", "x".repeat(2000))
                .replace("TRANSACTION\n", TRANSACTION));
    }

    @TestFactory
    Stream<DynamicTest> internationalized() {
        return dialogues("""
                # 8BITMIME and SMTPUTF8
                C: EHLO x
                S: 250*
                C: MAIL FROM:<\\xc3\\xa4da@x>
                S: 553 5.6.7 Non-ASCII address needs SMTPUTF8
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b\\xc3\\xb6b@x>
                S: 553 5.6.7 *
                C: RSET
                S: 250 *
                C: MAIL FROM:<\\xc3\\xa4da@x> SMTPUTF8 BODY=8BITMIME
                S: 250 *
                C: RCPT TO:<"b\\xc3\\xb6b q"@\\xc3\\xbc.example>
                S: 250 *
                C: DATA
                S: 354 *
                C: Subject: \\xc3\\xa4 \\xff \\x00
                C: .
                S: 250 *
                M: \u00e4da@x > "b\u00f6b q"@\u00fc.example : Subject: \\xc3\\xa4 \\xff \\x00\\r\\n

                # a postmaster by case mapping only is none
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> SMTPUTF8
                S: 250 *
                C: RCPT TO:<po\\xc5\\xbftmaster>
                S: 501 5.1.3 *
                """);
    }

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
                """.replace("TRANSACTION\n", TRANSACTION).replace("SPACES", " ".repeat(5000)));
    }

    @TestFactory
    Stream<DynamicTest> bareNewlinesInChunks() {
        return dialogues(
                builder -> builder.bareNewlines(BareNewlines.REFUSE), """
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
                """.replace("TRANSACTION\n", TRANSACTION));
    }

    @TestFactory
    Stream<DynamicTest> switchedOff() {
        return Stream.of(
                        dialogues(builder -> builder.without(ServiceExtension.ENHANCED_STATUS_CODES), """
                # plain replies
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 Sender OK
                C: RCPT TO:<>
                S: 501 Bad address: empty forward-path
                C: RCPT TO:<b@x>
                S: 250 Recipient OK
                C: DATA
                S: 354 *
                C: .
                S: 250 Mail accepted
                C: QUIT
                S: 221 Bye
                M: a@x > b@x :\s
                """),
                        dialogues(
                                builder ->
                                        builder.without(ServiceExtension.SIZE).maxMessageSize(3),
                                """
                # SIZE is not known, but the limit holds
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> SIZE=1
                S: 555 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: xx
                C: .
                S: 552 *
                """),
                        dialogues(builder -> builder.without(ServiceExtension.CHUNKING), """
                # BDAT is not known, and the chunk swallowed; neither is BINARYMIME
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> BODY=BINARYMIME
                S: 555 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: BDAT 6 LAST
                R: QUIT\\r\\n
                S: 502 *
                C: NOOP
                S: 250 *
                C: HELP
                S: 214-2.0.0 EHLO HELO MAIL RCPT DATA RSET NOOP VRFY EXPN HELP QUIT|214 2.0.0 See RFC 5321
                """),
                        dialogues(
                                builder -> builder.without(
                                        ServiceExtension.DSN,
                                        ServiceExtension.SMTPUTF8,
                                        ServiceExtension.BINARY_MIME,
                                        ServiceExtension.EIGHT_BIT_MIME),
                                """
                # their parameters are not known
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> RET=FULL
                S: 555 *
                C: MAIL FROM:<a@x> ENVID=x
                S: 555 *
                C: MAIL FROM:<a@x> SMTPUTF8
                S: 555 *
                C: MAIL FROM:<a@x> BODY=BINARYMIME
                S: 555 *
                C: MAIL FROM:<a@x> BODY=8BITMIME
                S: 555 *
                C: MAIL FROM:<\\xc3\\xa4@x>
                S: 553 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x> NOTIFY=NEVER
                S: 555 *
                C: RCPT TO:<b@x> ORCPT=rfc822;b@x
                S: 555 *
                """))
                .flatMap(tests -> tests);
    }
}
