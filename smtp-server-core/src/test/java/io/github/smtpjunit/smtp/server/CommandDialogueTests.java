package io.github.smtpjunit.smtp.server;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The commands of RFC 5321 section 4.1.1 that are on no mail's way, and how many mistakes are borne. */
class CommandDialogueTests extends DialogueTestCase {

    @TestFactory
    Stream<DynamicTest> besideAMail() {
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
}
