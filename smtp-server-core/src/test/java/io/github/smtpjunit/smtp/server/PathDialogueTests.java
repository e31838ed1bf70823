package io.github.smtpjunit.smtp.server;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Reverse-paths and forward-paths (RFC 5321 section 4.1.2), in Unicode too (RFC 6531). */
class PathDialogueTests extends DialogueTestCase {

    @TestFactory
    Stream<DynamicTest> paths() {
        return dialogues("""
                # paths in a mail
                C: EHLO x
                S: 250*
                C: MAIL FROM:<>
                S: 250 *
                C: RCPT TO:<postmaster>
                S: 250 *
                C: RCPT TO:<PostMaster>
                S: 250 *
                C: RCPT TO:<bob@[127.0.0.1]>
                S: 250 *
                C: RCPT TO:<bob@[IPv6:::1]>
                S: 250 *
                C: RCPT TO:<"a b>c\\\\"d"@example.org>
                S: 250 *
                C: RCPT TO:<@relay.example.org,@[IPv6:::2]:bob@example.org>
                S: 250 *
                C: RCPT TO:<o'neil+tag/x=y@sub.example.org>
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                M:  > postmaster,PostMaster,bob@[127.0.0.1],bob@[IPv6:::1],"a b>c\\"d"@example.org,bob@example.org,o'neil+tag/x=y@sub.example.org :\s

                # spaces after the colon, as old clients send them
                C: EHLO x
                S: 250*
                C: MAIL FROM: <a@x>
                S: 250 *
                C: RCPT TO:   <b@x>
                S: 250 *

                # invalid reverse-paths
                C: EHLO x
                S: 250*
                C: MAIL
                S: 501 5.5.4 Syntax: *
                C: MAIL FROM
                S: 501 5.5.4 *
                C: MAIL FROM:
                S: 501 5.5.4 *
                C: MAIL TO:<a@x>
                S: 501 5.5.4 *
                C: MAIL FROM:a@x
                S: 501 5.5.4 *
                C: MAIL FROM:<a@x
                S: 501 5.5.4 *
                C: MAIL FROM:<a@x>>
                S: 501 5.5.4 *
                C: MAIL FROM:<a@x>SIZE=1
                S: 501 5.5.4 *
                C: MAIL FROM:<a>
                S: 501 5.1.7 Bad address: missing @ and domain
                C: MAIL FROM:<@x>
                S: 501 5.1.7 *
                C: MAIL FROM:<a@>
                S: 501 5.1.7 *
                C: MAIL FROM:<a@b@c>
                S: 501 5.1.7 *
                C: MAIL FROM:<a b@x>
                S: 501 5.1.7 *
                C: MAIL FROM:<.a@x>
                S: 501 5.1.7 *
                C: MAIL FROM:<a..b@x>
                S: 501 5.1.7 *
                C: MAIL FROM:<a.@x>
                S: 501 5.1.7 *
                C: MAIL FROM:<"a@x>
                S: 501 5.5.4 *
                C: MAIL FROM:<a@x.>
                S: 501 5.1.7 *
                C: MAIL FROM:<postmaster>
                S: 501 5.1.7 *

                # invalid forward-paths
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<>
                S: 501 5.1.3 Bad address: empty forward-path
                C: RCPT TO:<b@[127.0.0.256]>
                S: 501 5.1.3 *
                C: RCPT TO:<b@[IPv6:1::2::3]>
                S: 501 5.1.3 *
                C: RCPT TO:<b@[127.0.0.1>
                S: 501 5.1.3 *
                C: RCPT TO:<b@-x>
                S: 501 5.1.3 *
                C: RCPT TO:<b@x y>
                S: 501 5.1.3 *
                C: RCPT TO:<"b"c@x>
                S: 501 5.1.3 *
                C: RCPT TO:<@a:>
                S: 501 5.1.3 *
                C: RCPT TO:<@a b@x>
                S: 501 5.1.3 *
                C: RCPT TO:<@a_b:b@x>
                S: 501 5.1.3 *
                C: RCPT TO:<@a,@-c:b@x>
                S: 501 5.1.3 *
                C: RCPT FROM:<b@x>
                S: 501 5.5.4 *
                C: RCPT TO:<b@x>\\tFOO
                S: 501 5.5.4 *
                C: RCPT TO:<b@x> FOO=a\\tb
                S: 501 5.5.4 *
                """);
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

                # a postmaster by case mapping only is not the postmaster
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> SMTPUTF8
                S: 250 *
                C: RCPT TO:<po\\xc5\\xbftmaster>
                S: 501 5.1.3 *
                """);
    }
}
