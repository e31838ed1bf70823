package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.ServiceExtension;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The service extensions: what EHLO offers, and what is left when they are switched off. */
class ExtensionDialogueTests extends DialogueTestCase {

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
