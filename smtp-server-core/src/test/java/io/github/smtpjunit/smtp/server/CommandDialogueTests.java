package io.github.smtpjunit.smtp.server;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The commands of RFC 5321 section 4.1.1, their order (4.1.4) and their arguments. */
class CommandDialogueTests extends DialogueTestCase {

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

                # verbs and keywords in any case
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

    @TestFactory
    Stream<DynamicTest> others() {
        return dialogues("""
                # NOOP, with or without words
                C: NOOP
                S: 250 2.0.0 OK
                C: NOOP are you there
                S: 250 2.0.0 OK

                # HELP
                C: HELP
                S: 214-2.0.0 EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY EXPN HELP QUIT|214 2.0.0 See RFC 5321
                C: HELP MAIL
                S: 214 *

                # VRFY tells nothing, EXPN is not implemented
                C: VRFY bob
                S: 252 2.1.5 Cannot verify, but will take mail and try
                C: VRFY
                S: 501 *
                C: EXPN staff
                S: 502 *
                C: EXPN
                S: 501 *

                # VRFY and EXPN leave the transaction alone
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: VRFY bob
                S: 252 *
                C: NOOP
                S: 250 *
                C: HELP
                S: 214 *
                C: NONSENSE
                S: 500 *
                C: RCPT TO:<b@x>
                S: 250 *

                # arguments where none belong
                C: EHLO x
                S: 250*
                C: RSET now
                S: 501 5.5.4 No argument allowed
                C: QUIT now
                S: 501 5.5.4 No argument allowed
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA now
                S: 501 5.5.4 No argument allowed
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                C: QUIT
                S: 221 *
                M: a@x > b@x :\s

                # trailing white space is no argument
                C: EHLO x\\x20\\x20
                S: 250*
                C: RSET\\x20
                S: 250 *
                C: QUIT\\x20\\x20
                S: 221 *

                # unknown commands, empty lines, and spaces in front
                C: FOO
                S: 500 5.5.2 Command not recognized
                C:
                S: 500 5.5.2 *
                C: \\x20NOOP
                S: 500 5.5.2 *
                C: MAILFROM:<a@x>
                S: 500 5.5.2 *
                C: M\\xc4\\xb1L FROM:<a@x>
                S: 500 5.5.2 *

                # a word that is a verb only after Unicode's case mapping
                C: EHLO x
                S: 250*
                C: MA\\xc4\\xb1L FROM:<a@x>
                S: 500 5.5.2 *
                C: R\\xc5\\xbfET
                S: 500 5.5.2 *

                # STARTTLS and AUTH that are not offered
                C: EHLO x
                S: 250*
                C: STARTTLS
                S: 502 5.5.1 Command not implemented
                C: AUTH PLAIN AGEAYg==
                S: 502 *

                # names in EHLO
                C: EHLO [127.0.0.1]
                S: 250*
                C: EHLO [IPv6:::1]
                S: 250*
                C: EHLO host_name
                S: 250*
                C: EHLO two names
                S: 501 *
                C: HELO
                S: 501 *
                C: EHLO a\\tb
                S: 501 *
                """);
    }

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

                # reverse-paths that are none
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

                # forward-paths that are none
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
    Stream<DynamicTest> badLines() {
        return dialogues("""
                # control octets, NUL, and newlines that stand alone
                C: NOOP \\x01
                S: 500 5.5.2 Line must be text that ends in CR LF
                C: NOOP \\x00
                S: 500 5.5.2 *
                C: NOOP \\x1b[31m
                S: 500 5.5.2 *
                C: NOOP \\x7f
                S: 500 5.5.2 *
                C: NOOP \\nNOOP
                S: 500 5.5.2 *
                C: NOOP \\rNOOP
                S: 500 5.5.2 *
                C: NOOP\\r
                S: 500 5.5.2 *
                C: \\n
                S: 500 5.5.2 *
                C: NOOP
                S: 250 *

                # octets above 127 must be UTF-8, and no control characters of it
                C: NOOP \\xc3\\xa4
                S: 250 *
                C: NOOP \\xe4
                S: 500 5.5.2 *
                C: NOOP \\xc0\\x80
                S: 500 5.5.2 *
                C: NOOP \\xed\\xa0\\x80
                S: 500 5.5.2 *
                C: NOOP \\xc2\\x85
                S: 500 5.5.2 *

                # such lines change nothing
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a\\x00@x>
                S: 500 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>\\nRCPT TO:<c@x>
                S: 500 *
                C: RCPT TO:<d@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                M: a@x > d@x :\s
                """);
    }

    @TestFactory
    Stream<DynamicTest> longLines() {
        String most = "x".repeat(64 - "NOOP ".length());
        String least = "x".repeat(65 - "NOOP ".length());
        String endless = "x".repeat(3000);
        return dialogues(
                builder -> builder.maxLineLength(64),
                """
                # lines up to and beyond the limit
                C: NOOP MOST
                S: 250 *
                C: NOOP LEAST
                S: 500 5.5.6 Line too long
                C: NOOP ENDLESS
                S: 500 5.5.6 Line too long
                C: NOOP MOST
                S: 250 *
                C: NOOP ENDLESS\\r\\r\\nNOOP
                S: 500 5.5.6 Line too long
                S: 250 *
                """.replace("MOST", most).replace("LEAST", least).replace("ENDLESS", endless));
    }

    @TestFactory
    Stream<DynamicTest> errors() {
        return dialogues(builder -> builder.maxErrors(2), """
                # the third mistake is the last one
                C: FOO
                S: 500 *
                C: EHLO
                S: 501 *
                C: NOOP
                S: 250 *
                C: FOO
                S: 421 4.7.0 Too many errors

                # refusals of addresses by policy or for size are no mistakes
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> SIZE=99999999999
                S: 552 *
                C: MAIL FROM:<a@x> SIZE=99999999999
                S: 552 *
                C: MAIL FROM:<a@x> SIZE=99999999999
                S: 552 *
                C: QUIT
                S: 221 *
                """);
    }

    @TestFactory
    Stream<DynamicTest> noErrorAllowed() {
        return dialogues(builder -> builder.maxErrors(0), """
                # the first mistake is the last one
                C: FOO
                S: 421 4.7.0 Too many errors
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
