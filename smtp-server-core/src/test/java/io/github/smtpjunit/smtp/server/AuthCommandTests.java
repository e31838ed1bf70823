package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The AUTH command itself: when it may come, what it looks like, and where it ends (RFC 4954 section 4). */
class AuthCommandTests extends AuthTestCase {

    private static final String RIGHT = "AUTH PLAIN " + base64("\0ada\0pass word");
    private static final String WRONG = "AUTH PLAIN " + base64("\0ada\0wrong");

    @Test
    void offersWhatTheAuthenticatorSupports() throws IOException {
        startClear(builder -> builder);

        assertThat(connect().ask("EHLO c"))
                .contains("AUTH SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN OAUTHBEARER XOAUTH2");
    }

    @Test
    void aLambdaOffersPlainAndLogin() throws IOException {
        startClear(builder -> builder.authenticator((user, password) -> password.equals(user + "!")));
        Client client = connect();

        assertThat(client.ask("EHLO c")).contains("-AUTH PLAIN LOGIN\n");
        assertThat(client.ask("AUTH PLAIN " + base64("\0eve\0eve!"))).isEqualTo(AUTHENTICATED);
    }

    @Test
    void acceptAnyOffersNoScram() throws IOException {
        startClear(builder -> builder.authenticator(SaslAuthenticator.acceptAny()));
        Client client = connect();

        assertThat(client.ask("EHLO c")).contains("-AUTH CRAM-MD5 PLAIN LOGIN OAUTHBEARER XOAUTH2\n");
        assertThat(client.ask("AUTH SCRAM-SHA-256")).startsWith("504 5.5.4");
    }

    @Test
    void offersChosenMechanismsInTheirOrder() throws IOException {
        startClear(builder -> builder.mechanisms(SaslMechanism.LOGIN, SaslMechanism.CRAM_MD5, SaslMechanism.LOGIN));
        Client client = connect();

        assertThat(client.ask("EHLO c")).contains("-AUTH LOGIN CRAM-MD5\n");
        assertThat(client.ask(RIGHT)).isEqualTo("504 5.5.4 Authentication mechanism not offered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH", "AUTH PLAIN", "AUTH NTLM"})
    void withoutAnAuthenticatorThereIsNoAuth(String line) throws IOException {
        start(builder -> builder);
        Client client = connect();

        assertThat(client.ask("EHLO c")).doesNotContain("AUTH");
        assertThat(client.ask(line)).isEqualTo("502 5.5.1 Command not implemented");
    }

    @Test
    void authCanBeSwitchedOff() throws IOException {
        startClear(builder -> builder.without(ServiceExtension.AUTH));
        Client client = connect();

        assertThat(client.ask("EHLO c")).doesNotContain("AUTH");
        assertThat(client.ask(RIGHT)).startsWith("502 5.5.1");
    }

    /** Commands before AUTH, the AUTH line, its reply. */
    @ParameterizedTest
    @MethodSource
    void outOfPlace(String before, String line, String reply) throws IOException {
        startClear(builder -> builder);
        Client client = connect();

        for (String command : before.split("\\|", -1)) {
            if (!command.isEmpty()) {
                assertThat(client.ask(command)).startsWith("2");
            }
        }
        assertThat(client.ask(line)).isEqualTo(reply);
        assertThat(client.ask("NOOP")).startsWith("250");
    }

    static Stream<Arguments> outOfPlace() {
        return Stream.of(
                arguments("", RIGHT, "503 5.5.1 Send EHLO first"),
                arguments("HELO c", RIGHT, "503 5.5.1 Send EHLO first"),
                arguments("EHLO c|HELO c", RIGHT, "503 5.5.1 Send EHLO first"),
                arguments("EHLO c|" + RIGHT, RIGHT, "503 5.5.1 Already authenticated"),
                arguments("EHLO c|" + RIGHT + "|EHLO c", RIGHT, "503 5.5.1 Already authenticated"),
                arguments("EHLO c|" + RIGHT + "|RSET", "AUTH LOGIN", "503 5.5.1 Already authenticated"),
                arguments("EHLO c|MAIL FROM:<a@b.c>", RIGHT, "503 5.5.1 Not allowed within a mail transaction"),
                arguments("EHLO c|MAIL FROM:<a@b.c>|RSET", RIGHT, AUTHENTICATED),
                arguments("EHLO c", "AUTH", "501 5.5.4 Argument missing"),
                arguments("EHLO c", "AUTH ", "501 5.5.4 Argument missing"),
                arguments("EHLO c", "AUTH NTLM", "504 5.5.4 Authentication mechanism not offered"),
                arguments("EHLO c", "AUTH PLAIN=", "504 5.5.4 Authentication mechanism not offered"),
                arguments("EHLO c", "AUTH scram-sha-256-plus x", "504 5.5.4 Authentication mechanism not offered"),
                arguments("EHLO c", "AUTH PLAIN *", "501 5.5.2 Cannot decode base64"),
                arguments("EHLO c", "AUTH PLAIN =", MALFORMED),
                arguments("EHLO c", "AUTH PLAIN ====", "501 5.5.2 Cannot decode base64"),
                arguments("EHLO c", "AUTH PLAIN AGFkYQBwYXNzIHdvcmQ AAAA", "501 5.5.2 Cannot decode base64"),
                arguments("EHLO c", "AUTH PLAIN AGFkYQBwYXNzIHdvcm", "501 5.5.2 Cannot decode base64"),
                arguments("EHLO c", "AUTH PLAIN /v8AAA==", MALFORMED),
                arguments("EHLO c", "auth  plain  AGFkYQBwYXNzIHdvcmQ=", AUTHENTICATED));
    }

    /** What the client answers to {@code 334}, and the reply. */
    @ParameterizedTest
    @MethodSource
    void badResponses(String mechanism, String response, String reply) throws IOException {
        startClear(builder -> builder);
        Client client = greeted();

        assertThat(client.ask("AUTH " + mechanism)).startsWith("334 ");
        assertThat(client.ask(response)).isEqualTo(reply);
        assertThat(client.ask("NOOP")).as("the exchange is over").startsWith("250");
        assertThat(client.ask(RIGHT)).as("and another may follow").isEqualTo(AUTHENTICATED);
    }

    static Stream<Arguments> badResponses() {
        return Stream.of("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER")
                .flatMap(mechanism -> Stream.of(
                        arguments(mechanism, "*", "501 5.7.0 Authentication cancelled"),
                        arguments(mechanism, "not base64", "501 5.5.2 Cannot decode base64"),
                        arguments(mechanism, "**", "501 5.5.2 Cannot decode base64"),
                        arguments(mechanism, "=", "501 5.5.2 Cannot decode base64"),
                        arguments(mechanism, "YQ==YQ==", "501 5.5.2 Cannot decode base64"),
                        arguments(mechanism, "YW\0E=", "501 5.5.2 Cannot decode base64"),
                        arguments(mechanism, "YWE=\n", "501 5.5.2 Cannot decode base64"),
                        arguments(
                                mechanism,
                                "",
                                mechanism.equals("LOGIN") ? "535 5.7.8 Authentication credentials invalid" : MALFORMED),
                        arguments(mechanism, "AAAA", MALFORMED),
                        arguments(mechanism, "/v8=", MALFORMED),
                        arguments(mechanism, "A".repeat(12_289), "500 5.5.6 Authentication exchange line too long"),
                        arguments(
                                mechanism, "A".repeat(1_000_000), "500 5.5.6 Authentication exchange line too long")));
    }

    @Test
    void takesTheLongestResponseThatRfc4954Allows() throws IOException {
        String password = "x".repeat(12_288 / 4 * 3 - 5);
        startClear(builder -> builder.maxLineLength(512).authenticator((user, sent) -> sent.equals(password)));
        Client client = greeted();

        client.ask("AUTH PLAIN");
        String response = base64("\0ada\0" + password);
        assertThat(response).hasSize(12_288);
        assertThat(client.ask(response)).isEqualTo(AUTHENTICATED);
        assertThat(client.ask("NOOP " + "x".repeat(600))).as("other lines").startsWith("500 5.5.6");
    }

    /** What many clients send at once, such as a long token, whatever the limit of other commands. */
    @Test
    void takesTheLongestResponseWithTheCommandToo() throws IOException {
        String password = "x".repeat(12_288 / 4 * 3 - 5);
        startClear(builder -> builder.maxLineLength(512).authenticator((user, sent) -> sent.equals(password)));
        Client client = greeted();

        assertThat(client.ask("AUTHX " + "x".repeat(600))).as("another command").startsWith("500 5.5.6");
        assertThat(client.ask("AUTH PLAIN " + "A".repeat(12_400))).startsWith("500 5.5.6");
        assertThat(client.ask("auth PLAIN " + base64("\0ada\0" + password))).isEqualTo(AUTHENTICATED);
    }

    @Test
    void withoutAuthItsCommandHasTheLimitOfAll() throws IOException {
        start(builder -> builder.maxLineLength(512));

        assertThat(greeted().ask("AUTH PLAIN " + "A".repeat(600))).startsWith("500 5.5.6");
    }

    @Test
    void inClearTextItIsNeitherOfferedNorTakenUnlessAllowed() throws Exception {
        start(builder -> builder.authenticator(USERS).tls(TestTls.server()));
        Client client = connect();

        assertThat(client.ask("EHLO c")).contains("STARTTLS").doesNotContain("AUTH");
        assertThat(client.ask(RIGHT)).startsWith("538 5.7.11");
        assertThat(client.ask("AUTH LOGIN")).startsWith("538 5.7.11");
        client.startTls(TestTls.client());
        assertThat(client.ask(RIGHT)).as("before the second EHLO").startsWith("503 5.5.1");
        assertThat(client.ask("EHLO c")).contains("AUTH SCRAM-SHA-256 ").doesNotContain("STARTTLS");
        assertThat(client.ask(RIGHT)).isEqualTo(AUTHENTICATED);
    }

    @Test
    void startTlsForgetsWhoTheClientIs() throws Exception {
        startClear(builder -> builder.tls(TestTls.server()).requireAuth());
        Client client = greeted();

        assertThat(client.ask(RIGHT)).isEqualTo(AUTHENTICATED);
        client.startTls(TestTls.client());
        client.ask("EHLO c");
        assertThat(client.ask("MAIL FROM:<a@b.c>")).startsWith("530 5.7.0");
        assertThat(client.ask(RIGHT)).isEqualTo(AUTHENTICATED);
        assertThat(client.ask("MAIL FROM:<a@b.c>")).startsWith("250");
    }

    @Test
    void requiredAuthComesBeforeMail() throws Exception {
        startClear(SmtpServerBuilder::requireAuth);
        Client client = greeted();

        assertThat(client.ask("MAIL FROM:<a@b.c>")).isEqualTo("530 5.7.0 Authentication required");
        for (String line : List.of("RCPT TO:<a@b.c>", "DATA", "VRFY ada", "EXPN all", "BDAT 3 LAST\r\nx")) {
            assertThat(client.ask(line)).as(line).isEqualTo("530 5.7.0 Authentication required");
        }
        for (String line : List.of("NOOP", "RSET", "HELP", "EHLO c")) {
            assertThat(client.ask(line)).as(line).startsWith("2");
        }
        assertThat(client.ask(WRONG)).isEqualTo(REFUSED);
        assertThat(client.ask("MAIL FROM:<a@b.c>")).isEqualTo("530 5.7.0 Authentication required");
        assertThat(client.ask(RIGHT)).isEqualTo(AUTHENTICATED);
        sendMail(client);
        assertThat(mails).singleElement().satisfies(session -> {
            assertThat(session.authentication()).hasValue(new AuthInfo("ada", "PLAIN"));
            assertThat(session.protocol()).isEqualTo("ESMTPA");
        });
    }

    @Test
    void optionalAuthMayBeLeftOut() throws Exception {
        startClear(builder -> builder);

        sendMail(greeted());
        assertThat(mails)
                .singleElement()
                .satisfies(session -> assertThat(session.authentication()).isEmpty());
    }

    private static void sendMail(Client client) throws IOException {
        assertThat(client.ask("MAIL FROM:<a@b.c>")).startsWith("250");
        assertThat(client.ask("RCPT TO:<d@e.f>")).startsWith("250");
        assertThat(client.ask("DATA")).startsWith("354");
        assertThat(client.ask("Subject: x\r\n\r\ny\r\n.")).startsWith("250");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "5"})
    void boundsTheTries(int limit) throws Exception {
        startClear(builder -> builder.maxAuthAttempts(limit));
        Client client = greeted();

        for (int i = 0; i < limit; i++) {
            assertThat(client.ask(WRONG)).isEqualTo(REFUSED);
        }
        assertThat(client.ask(RIGHT)).isEqualTo("421 4.7.0 Too many failed authentications");
        assertThat(client.reply()).isEqualTo("(closed)");
        assertThat(closedSession().ending()).hasValue(Ending.REFUSED);
    }

    @Test
    void cancelledTriesCountOverStartTlsToo() throws Exception {
        startClear(builder -> builder.maxAuthAttempts(2).tls(TestTls.server()));
        Client client = greeted();

        client.ask("AUTH PLAIN");
        assertThat(client.ask("*")).startsWith("501 5.7.0");
        client.startTls(TestTls.client());
        client.ask("EHLO c");
        assertThat(client.ask(WRONG)).isEqualTo(REFUSED);
        assertThat(client.ask("AUTH PLAIN")).startsWith("421 4.7.0");
    }

    @Test
    void succeedsAtTheLastTry() throws IOException {
        startClear(builder -> builder.maxAuthAttempts(2));
        Client client = greeted();

        assertThat(client.ask(WRONG)).isEqualTo(REFUSED);
        assertThat(client.ask(RIGHT)).isEqualTo(AUTHENTICATED);
    }

    @Test
    void pipelinedGarbageIsAnsweredLineByLine() throws IOException {
        startClear(builder -> builder);
        Client client = greeted();

        // the first NOOP is taken for a password in base64, which is not UTF-8
        client.send("AUTH LOGIN\r\n%%%\r\nAUTH LOGIN\r\nYWRh\r\nNOOP\r\nAUTH LOGIN\r\n*\r\nNOOP\r\n" + RIGHT + "\r\n");
        assertThat(IntStream.range(0, 9).mapToObj(i -> code(client)))
                .containsExactly("334", "501", "334", "334", "501", "334", "501", "250", "235");
    }

    @Test
    void anExchangeOctetByOctet() throws IOException {
        startClear(builder -> builder);
        Client client = greeted();

        for (char c : ("AUTH LOGIN\r\n" + base64("ada") + "\r\n" + base64("pass word") + "\r\n").toCharArray()) {
            client.send(String.valueOf(c));
        }
        assertThat(IntStream.range(0, 3).mapToObj(i -> code(client))).containsExactly("334", "334", "235");
    }

    private static String code(Client client) {
        try {
            return client.reply().substring(0, 3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void silenceInAnExchangeEndsTheSession() throws Exception {
        startClear(builder -> builder.idleTimeout(Duration.ofMillis(100)));
        Client client = greeted();

        assertThat(client.ask("AUTH LOGIN")).startsWith("334");
        assertThat(client.reply()).startsWith("421 4.4.2");
        assertThat(closedSession().ending()).hasValue(Ending.TIMED_OUT);
    }

    @Test
    void theAuthParameterOfMailIsStillKnown() throws IOException {
        startClear(builder -> builder);
        Client client = greeted();

        assertThat(client.ask("MAIL FROM:<a@b.c> AUTH=<>")).startsWith("250");
        client.ask("RSET");
        assertThat(client.ask("MAIL FROM:<a@b.c> AUTH=a b")).startsWith("5");
    }
}
