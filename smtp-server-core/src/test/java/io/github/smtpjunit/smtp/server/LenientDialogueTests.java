package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Leniency;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a lenient server accepts, and what it refuses like any other. */
class LenientDialogueTests extends DialogueTestCase {

    @TestFactory
    Stream<DynamicTest> sendersAsTheyAre() {
        return dialogues(SmtpServerBuilder::lenient, """
                # a printer: a greeting without a name, addresses without brackets
                C: HELO
                S: 250 mx.example.org
                C: MAIL FROM:scan@example.org
                S: 250 *
                C: RCPT TO: ada@example.org
                S: 250 *
                C: RCPT TO:"a b"@[127.0.0.1]
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                M: scan@example.org > ada@example.org,"a b"@[127.0.0.1] :\s

                # EHLO without a name, and with several words
                C: EHLO
                S: 250*
                C: EHLO my scanner\\ton floor 2
                S: 250*
                C: EHLO  printer
                S: 250*

                # dots too many
                C: EHLO x
                S: 250*
                C: MAIL FROM:<ilo.@example.org>
                S: 250 *
                C: RCPT TO:<.a@example.org>
                S: 250 *
                C: RCPT TO:a..b@example.org NOTIFY=NEVER
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                M: ilo.@example.org > .a@example.org,a..b@example.org :\s

                # names without a domain, and the host names of machines
                C: EHLO x
                S: 250*
                C: MAIL FROM:<root>
                S: 250 *
                C: RCPT TO:admin
                S: 250 *
                C: RCPT TO:<ada@mail_server.>
                S: 250 *
                C: RSET
                S: 250 *
                C: MAIL FROM:<postmaster>
                S: 250 *

                # spaces, and a name in front
                C: EHLO x
                S: 250*
                C: MAIL  from : < a@x > SIZE=5
                S: 250 *
                C: RCPT TO:Ada L. <ada@x> NOTIFY=NEVER
                S: 250 *
                C: RCPT TO:"Lovelace, \\\\"Ada\\\\" <x>" <ada@y>
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                M: a@x > ada@x,ada@y :\s

                # parameters after HELO
                C: HELO x
                S: 250 *
                C: MAIL FROM:<a@x> SIZE=5 BODY=8BITMIME
                S: 250 *
                C: RCPT TO:<b@x> NOTIFY=NEVER
                S: 250 *

                # the null reverse-path
                C: HELO
                S: 250 *
                C: MAIL FROM: < >
                S: 250 *
                C: RCPT TO:< >
                S: 501 5.1.3 *
                """);
    }

    @TestFactory
    Stream<DynamicTest> whatStaysRefused() {
        return dialogues(builder -> builder.lenient().maxErrors(100), """
                # the order of commands
                C: MAIL FROM:a@x
                S: 503 5.5.1 *
                C: HELO
                S: 250 *
                C: RCPT TO:a@x
                S: 503 5.5.1 *
                C: MAIL FROM:a@x
                S: 250 *
                C: MAIL FROM:a@x
                S: 503 5.5.1 *
                C: DATA
                S: 503 5.5.1 *

                # what is no address for all that
                C: EHLO x
                S: 250*
                C: MAIL FROM:
                S: 501 *
                C: MAIL FROM
                S: 501 *
                C: MAIL FROM a@x
                S: 501 *
                C: MAIL FROM: SIZE=100
                S: 501 *
                C: MAIL FROM:<a@x
                S: 501 *
                C: MAIL FROM:a@x>
                S: 501 *
                C: MAIL FROM:<a@x>>
                S: 501 *
                C: MAIL FROM:<<a@x>>
                S: 501 *
                C: MAIL FROM:b@x <a@x>
                S: 501 *
                C: MAIL FROM:(b) <a@x>
                S: 501 *
                C: MAIL FROM:<a@x><b@x>
                S: 501 *
                C: MAIL FROM:a@x,b@x
                S: 501 *
                C: MAIL FROM:a@x;b@x
                S: 501 *
                C: MAIL FROM:"a@x
                S: 501 *
                C: MAIL FROM:a b@x
                S: 501 *
                C: MAIL FROM:<a b@x>
                S: 501 *
                C: MAIL FROM:<a@>
                S: 501 *
                C: MAIL FROM:<@x>
                S: 501 *
                C: MAIL FROM:<.@x>
                S: 501 *
                C: MAIL FROM:<...@x>
                S: 501 *
                C: MAIL FROM:<a@.>
                S: 501 *
                C: MAIL FROM:<a@x..y>
                S: 501 *
                C: MAIL FROM:<a@x..>
                S: 501 *
                C: MAIL FROM:<a@[127.0.0.256]>
                S: 501 *
                C: MAIL FROM:<a\\x01@x>
                S: 500 *
                C: MAIL FROM:a@x SIZE=x
                S: 501 *
                C: MAIL FROM:a@x NONSENSE
                S: 555 *
                C: MAIL FROM:\\xc3\\xa4da@x
                S: 553 5.6.7 *

                # the end of a line and of the data
                C: HELO
                S: 250 *
                R: MAIL FROM:a@x\\nRCPT TO:b@x\\r\\n
                S: 500 *
                R: MAIL FROM:a@x\\rRCPT TO:b@x\\r\\n
                S: 500 *
                C: MAIL FROM:a@x
                S: 250 *
                C: RCPT TO:b@x
                S: 250 *
                C: DATA
                S: 354 *
                R: one\\n.\\nMAIL FROM:evil@x\\r\\n.\\r\\n
                S: 250 *
                M: a@x > b@x : one\\n.\\nMAIL FROM:evil@x\\r\\n
                """);
    }

    @TestFactory
    Stream<DynamicTest> requirementsStay() {
        return dialogues(
                builder -> builder.lenient()
                        .authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
                        .allowAuthWithoutTls()
                        .requireAuth(),
                """
                # AUTH comes first
                C: EHLO
                S: 250*
                C: MAIL FROM:a@x
                S: 530 5.7.0 *
                """);
    }

    /** The list in the vocabulary is the list of what is tried here. */
    @Test
    void eachLeniencyHasItsWords() {
        assertThat(Stream.of(Leniency.values()).map(Leniency::meaning).collect(Collectors.toSet()))
                .hasSameSizeAs(Leniency.values())
                .noneMatch(String::isBlank);
    }
}
