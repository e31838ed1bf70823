package io.github.smtpjunit.smtp.server;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The parameters of MAIL and RCPT (RFC 5321 section 4.1.1.11): those of SIZE, 8BITMIME and DSN, and the rarer ones. */
class ParameterDialogueTests extends DialogueTestCase {

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
                C: MAIL FROM:<a@x> HOLDUNTIL=2026-12-01T00:00Z
                S: 501 *
                C: MAIL FROM:<a@x> HOLDUNTIL=2026-12-01T00:00:00+01
                S: 501 *
                C: MAIL FROM:<a@x> HOLDUNTIL=2026-12-01T00:00:00+01:00:00
                S: 501 *
                C: MAIL FROM:<a@x> HOLDUNTIL=+12026-12-01T00:00:00Z
                S: 501 *
                C: MAIL FROM:<a@x> HOLDUNTIL=2026-11-21T23:59:59Z
                S: 501 *
                C: MAIL FROM:<a@x> HOLDUNTIL=2026-12-01t00:00:00.5z
                S: 250 *
                C: RSET
                S: 250 *
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
}
