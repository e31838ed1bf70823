package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Leniency;
import io.github.smtpjunit.smtp.Mailbox;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The record tells what a lenient server has let in. */
@Timeout(60)
class LenientRecordTests extends SmtpTestCase {

    private final List<String> told = new CopyOnWriteArrayList<>();

    private SmtpServerBuilder lenient() {
        return builder()
                .lenient()
                .maxTranscriptLines(0)
                .addSessionListener(new SessionListener() {})
                .addSessionListener(new SessionListener() {
                    @Override
                    public void tolerated(SessionRecord session, Leniency leniency, String line) {
                        told.add(leniency + " " + line);
                    }
                });
    }

    private SessionRecord only() {
        assertThat(sessions).hasSize(1);
        return sessions.get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HELO|NO_GREETING_NAME",
                "EHLO|NO_GREETING_NAME",
                "EHLO my printer|GREETING_WORDS",
                "EHLO  printer|SPACES",
            })
    void eachGreeting(String line, Leniency leniency) {
        connect(start(lenient())).skip().send(line).skip();
        assertThat(only().leniencies()).containsExactly(leniency);
        assertThat(told).containsExactly(leniency + " " + line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:a@x|NO_BRACKETS",
                "MAIL FROM:Scanner <a@x>|DISPLAY_NAME",
                "MAIL  FROM:<a@x>|SPACES",
                "MAIL FROM :<a@x>|SPACES",
                "MAIL FROM:< a@x>|SPACES",
                "MAIL FROM:<a.@x>|DOTS",
                "MAIL FROM:<.a@x>|DOTS",
                "MAIL FROM:<a..b@x>|DOTS",
                "MAIL FROM:<root>|NO_DOMAIN",
                "MAIL FROM:<postmaster>|NO_DOMAIN",
                "MAIL FROM:<a@x_y>|HOST_NAME",
                "MAIL FROM:<a@x.>|HOST_NAME",
                "MAIL FROM:<a@x> SIZE=5|PARAMETERS_AFTER_HELO",
            })
    void eachCommand(String line, Leniency leniency) {
        connect(start(lenient())).skip().send("HELO x").skip().send(line).expect("250 *");
        assertThat(only().leniencies()).containsExactly(leniency);
        assertThat(told).containsExactly(leniency + " " + line);
    }

    @ParameterizedTest
    @CsvSource({"MAIL FROM:a b@x", "MAIL FROM:<a@x> NONSENSE", "MAIL FROM:a@x SIZE=x", "MAIL FROM:Ada <a@>"})
    void whatIsRefusedUsesNone(String line) {
        connect(start(lenient())).skip().send("EHLO x").skip().send(line).skip();
        assertThat(only().leniencies()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void theRecordAddsUpAndThePathsAreAsSent() throws Exception {
        connect(start(lenient()))
                .skip()
                .send("HELO")
                .skip()
                .sendMail("ilo.@x", "b@x", "x\r\n")
                .send("MAIL FROM:root")
                .skip();
        assertThat(only().leniencies())
                .containsExactly(Leniency.NO_BRACKETS, Leniency.DOTS, Leniency.NO_DOMAIN, Leniency.NO_GREETING_NAME);
        assertThat(only().info().heloName()).hasValue("");
        assertThat(received.mails()).singleElement().satisfies(mail -> {
            assertThat(mail.envelope().from()).isEqualTo("ilo.@x");
            assertThat(mail.envelope().reversePath().mailbox().map(Mailbox::leniencies))
                    .hasValueSatisfying(leniencies -> assertThat(leniencies).containsExactly(Leniency.DOTS));
        });
    }

    @Test
    void aClientThatKeepsToTheGrammarUsesNone() {
        greeted(start(lenient())).sendMail("a@x", "postmaster", "x\r\n").quit();
        assertThat(only().leniencies()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void aStrictServerHasNone() {
        greeted(start(builder()))
                .send("MAIL FROM:a@x")
                .expect("501 *")
                .send("MAIL FROM: <a@x>")
                .expect("250 *");
        assertThat(only().leniencies()).isEmpty();
    }

    @Test
    void rulesSeeTheAddressThatIsMeant() {
        Faults faults = new Faults();
        faults.add(
                FaultRule.parse("mail:bad@*=550 5.7.1 Sender refused"),
                FaultRule.parse("rcpt:ro*=550 5.1.1 No root"),
                FaultRule.parse("end-of-data:ilo.@x=bounce 550 5.1.1 No such user"));
        greeted(start(lenient().faults(faults)))
                .send("MAIL FROM:bad@x")
                .expect("550 *")
                .send("MAIL FROM:Worse <bad@x>")
                .expect("550 *")
                .send("MAIL FROM:ilo.@x")
                .expect("250 *")
                .send("RCPT TO:root")
                .expect("550 *");
        List<String> attempts = new ArrayList<>();
        only().failedAttempts().forEach(attempt -> {
            attempts.add(
                    attempt.sender().orElse("-") + " > " + attempt.recipient().orElse("-"));
        });
        assertThat(attempts).containsExactly("bad@x > -", "bad@x > -", "ilo.@x > root");
    }

    @Test
    void credentialsThatAreNotCheckedAreToldAsThat() {
        SmtpServerBuilder any =
                builder().authenticator(SaslAuthenticator.acceptAny()).allowAuthWithoutTls();
        greeted(start(any)).send("AUTH PLAIN AGFkYQBzZWNyZXQ=").expect("235 *").quit();
        assertThat(only().info().authentication())
                .hasValueSatisfying(info -> assertThat(info.proved()).isFalse());
        assertThat(only().toString())
                .contains(" as ada (credentials not checked)")
                .contains("AUTH PLAIN ***")
                .doesNotContain("AGFkYQBzZWNyZXQ=", "secret");
    }
}
