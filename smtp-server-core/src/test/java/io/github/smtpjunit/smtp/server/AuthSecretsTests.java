package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the record of a session shows of an AUTH exchange, and what it does not. */
class AuthSecretsTests extends AuthTestCase {

    private static final String DIGEST = "0123456789abcdef0123456789abcdef";
    private static final String SECRET = "AGFkYQBwYXNzIHdvcmQ="; // \0ada\0pass word

    /** The client's line after EHLO, and how it is shown. */
    @ParameterizedTest
    @CsvSource({
        "AUTH PLAIN " + SECRET + ",AUTH PLAIN ***",
        "auth plain " + SECRET + ",AUTH plain ***",
        "AUTH  PLAIN  " + SECRET + ",AUTH PLAIN ***",
        "AUTH LOGIN,AUTH LOGIN",
        "AUTH NTLM " + SECRET + ",AUTH NTLM ***",
        "AUTH " + SECRET + ",AUTH ***",
        "AUTH,AUTH",
        "AUTHPLAIN " + SECRET + ",***",
        "'AUTH\tPLAIN " + SECRET + "',***",
        "' AUTH PLAIN " + SECRET + "',***",
        "XAUTH " + SECRET + ",***",
        "'AUTH PLAIN " + SECRET + "\u0001',AUTH PLAIN ***",
        "EXPLODE,EXPLODE",
        "NOOP AUTH,NOOP AUTH"
    })
    void masksALine(String line, String shown) throws Exception {
        startClear(builder -> builder);
        Client client = greeted();

        client.ask(line);
        client.close();
        SessionRecord session = closedSession();
        assertThat(session.transcript().clientLines()).containsExactly("EHLO client.example", shown);
        assertThat(session.failedAttempts()).extracting(FailedAttempt::line).isSubsetOf(shown, "");
        assertNoSecret(session);
    }

    @Test
    void masksALineThatIsTooLong() throws Exception {
        startClear(builder -> builder);
        Client client = greeted();

        assertThat(client.ask("AUTH PLAIN " + SECRET.repeat(1_000))).startsWith("500 5.5.6");
        assertThat(client.ask(SECRET.repeat(1_000))).startsWith("500 5.5.6");
        client.close();
        SessionRecord session = closedSession();
        assertThat(session.transcript().clientLines()).containsExactly("EHLO client.example", "AUTH PLAIN ***", "***");
        assertNoSecret(session);
    }

    @Test
    void masksTheResponsesOfAnExchange() throws Exception {
        startClear(builder -> builder);
        Client client = greeted();

        client.ask("AUTH LOGIN");
        client.respond("ada");
        client.respond("pass word");
        client.ask("QUIT");
        SessionRecord session = closedSession();
        assertThat(session.transcript().lines().toString())
                .contains("C: AUTH LOGIN, S: 334 VXNlcm5hbWU6, C: ***, S: 334 UGFzc3dvcmQ6, C: ***, S: 235 ");
        assertThat(session.toString()).contains(" as ada");
        assertNoSecret(session);
    }

    @Test
    void masksResponsesToAnAuthThatWasRefused() throws Exception {
        start(builder -> builder.authenticator(USERS).tls(TestTls.server()));
        Client client = greeted();

        client.send("AUTH LOGIN\r\n" + base64("ada") + "\r\n" + base64("pass word") + "\r\nQUIT\r\n");
        SessionRecord session = closedSession();
        assertThat(session.transcript().clientLines())
                .containsExactly("EHLO client.example", "AUTH LOGIN", "***", "***", "QUIT");
        assertNoSecret(session);
    }

    @Test
    void masksBadBase64AndEmptyResponsesButNotTheCancellation() throws Exception {
        startClear(builder -> builder);
        Client client = greeted();

        for (String response : List.of("pass word", "", "*", SECRET.repeat(1_000))) {
            client.ask("AUTH PLAIN");
            client.ask(response);
        }
        client.ask("QUIT");
        SessionRecord session = closedSession();
        assertThat(session.transcript().clientLines())
                .filteredOn(line -> !line.startsWith("AUTH"))
                .containsExactly("EHLO client.example", "***", "***", "*", "***", "QUIT");
        assertNoSecret(session);
    }

    @Test
    void recordsEveryFailedTryWithItsUser() throws Exception {
        startClear(builder -> builder);
        Client client = greeted();

        client.ask("AUTH PLAIN " + base64("\0ada\0hunter2"));
        client.ask("AUTH LOGIN");
        client.respond("eve");
        client.respond("hunter2");
        client.ask("AUTH LOGIN");
        client.ask("*");
        client.ask("AUTH NTLM");
        client.ask("QUIT");
        SessionRecord session = closedSession();
        assertThat(session.failedAttempts()).extracting(FailedAttempt::phase).containsOnly(Phase.AUTH);
        assertThat(session.failedAttempts())
                .extracting(FailedAttempt::toString)
                .containsExactly(
                        "AUTH \"AUTH PLAIN ***\": 535 5.7.8 Authentication credentials invalid (user ada)",
                        "AUTH \"***\": 535 5.7.8 Authentication credentials invalid (an unknown user, a name of 3"
                                + " characters)",
                        "AUTH \"*\": 501 5.7.0 Authentication cancelled",
                        "AUTH \"AUTH NTLM\": 504 5.5.4 Authentication mechanism not offered");
        assertThat(session.info().authentication()).isEmpty();
    }

    @Test
    void recordsAnExchangeThatTheClientLeft() throws Exception {
        startClear(builder -> builder);
        Client client = greeted();

        client.ask("AUTH LOGIN");
        client.close();
        assertThat(closedSession().failedAttempts())
                .extracting(FailedAttempt::toString)
                .containsExactly("AUTH: the client closed the connection");
    }

    /** What the client answers to each challenge after AUTH, before base64; of these nothing may be shown. */
    @ParameterizedTest
    @MethodSource
    void noMechanismLeavesATrace(String mechanism, List<String> responses, String code) throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        startClear(builder -> builder.authenticator(SaslAuthenticator.users(Map.of("ada", "s3cretPassw0rd")))
                .faults(noting(seen))
                .policy(noting(seen, builder)));
        Client client = greeted();

        String log = logOf(() -> {
            for (boolean initial : new boolean[] {false, true}) {
                String answer = client.ask(
                        "AUTH " + mechanism + (initial && !responses.isEmpty() ? " " + base64(responses.get(0)) : ""));
                for (String response : initial ? responses.subList(1, responses.size()) : responses) {
                    answer = answer.startsWith("334") ? client.respond(response) : answer;
                }
                assertThat(answer).startsWith(code);
                if (code.equals("235")) {
                    break;
                }
            }
        });
        client.ask("QUIT");
        SessionRecord session = closedSession();

        String everything = session + "\n" + session.failedAttempts() + "\n"
                + session.transcript().lines() + "\n" + session.info() + "\n"
                + session.info().authentication() + "\n" + seen + "\n" + log;
        assertThat(everything).contains("AUTH " + mechanism);
        for (String response : responses) {
            assertThat(everything).doesNotContain(base64(response));
        }
        assertThat(everything).doesNotContain("s3cretPassw0rd", base64("s3cretPassw0rd"), "t0ken", DIGEST);
        assertThat(seen).as("what rules and policies see").isNotEmpty();
    }

    static Stream<Arguments> noMechanismLeavesATrace() {
        return Stream.of(
                arguments("PLAIN", List.of("\0ada\0s3cretPassw0rd"), "235"),
                arguments("PLAIN", List.of("\0ada\0s3cretPassw0rd?"), "535"),
                arguments("PLAIN", List.of("ada s3cretPassw0rd"), "501"),
                arguments("LOGIN", List.of("ada", "s3cretPassw0rd"), "235"),
                arguments("CRAM-MD5", List.of("ada " + DIGEST), "5"),
                arguments("SCRAM-SHA-1", List.of("n,,n=ada,r=nonce", "c=biws,r=x,p=s3cretPassw0rd"), "501"),
                arguments("SCRAM-SHA-256", List.of("n,,n=ada,r=nonce", "c=biws,r=x,p=AAAA"), "501"),
                arguments("XOAUTH2", List.of("user=ada\1auth=Bearer t0ken\1\1", "\1"), "535"),
                arguments("XOAUTH2", List.of("user=ada\1auth=Bearer s3cretPassw0rd\1\1"), "235"),
                arguments("OAUTHBEARER", List.of("n,a=ada,\1auth=Bearer t0ken\1\1", "\1"), "535"),
                arguments("OAUTHBEARER", List.of("n,,\1auth=Bearer s3cretPassw0rd\1\1"), "235"));
    }

    /** Rules that do nothing but keep, as text, the points that they see. */
    private static Faults noting(List<Object> seen) {
        Faults faults = new Faults();
        faults.on(Phase.AUTH)
                .where(point -> {
                    seen.add(point + " " + point.line() + " " + point.mechanism());
                    return false;
                })
                .reply(Replies.LOCAL_ERROR);
        return faults;
    }

    /** A policy that keeps, as text, all that it can reach. */
    private static SmtpPolicy noting(List<Object> seen, SmtpServerBuilder builder) {
        return new SmtpPolicy() {
            @Override
            public Optional<Reply> hello(SessionInfo session, String name) {
                seen.add(List.of(
                                session,
                                builder,
                                builder.config(),
                                builder.config().auth())
                        .toString());
                return Optional.empty();
            }

            @Override
            public Optional<Reply> authenticated(SessionInfo session) {
                seen.add(session + " " + session.authentication());
                return Optional.empty();
            }
        };
    }

    @Test
    void keepsSecretsOutOfToString() {
        assertThat(Command.parse("AUTH PLAIN " + SECRET)).hasToString("AUTH");
        assertThat(new Line(Line.Kind.TEXT, SECRET)).hasToString("TEXT of 20 characters");
        assertThat(USERS).hasToString("SaslAuthenticator.users(2 users)");
    }

    @Test
    void anExceptionIsATemporaryFailureWhoseMessageStaysUntold() throws Exception {
        startClear(builder -> builder.authenticator(new SaslAuthenticator() {
            @Override
            public boolean checkPassword(String user, String password) {
                throw new IllegalStateException(
                        "cannot look up " + password, new IllegalArgumentException("because of " + password));
            }

            @Override
            public Optional<String> password(String user) {
                throw new AssertionError("no password");
            }

            @Override
            public Set<SaslMechanism> mechanisms() {
                return EnumSet.allOf(SaslMechanism.class);
            }
        }));
        Client client = greeted();

        String log = logOf(() -> {
            assertThat(client.ask("AUTH PLAIN " + SECRET)).isEqualTo("454 4.7.0 Temporary authentication failure");
            client.ask("AUTH CRAM-MD5");
            assertThat(client.respond("ada 0123456789abcdef0123456789abcdef")).startsWith("454 4.7.0");
        });
        assertThat(client.ask("NOOP")).startsWith("250");
        client.ask("QUIT");
        assertThat(log)
                .contains("IllegalStateException", "IllegalArgumentException", "AssertionError", "checkPassword")
                .doesNotContain("pass word");
        assertNoSecret(closedSession());
        assertThat(greeted().ask("NOOP")).as("another client").startsWith("250");
    }

    private interface Talk {
        void run() throws Exception;
    }

    private static String logOf(Talk talk) throws Exception {
        Logger logger = Logger.getLogger("io.github.smtpjunit.smtp.server");
        List<String> messages = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public synchronized void publish(LogRecord entry) {
                messages.add(new SimpleFormatter().format(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            talk.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return String.join("\n", messages);
    }

    private static void assertNoSecret(SessionRecord session) {
        assertThat(session + "\n" + session.failedAttempts())
                .doesNotContain(SECRET, "pass word", base64("pass word"), base64("ada"), SECRET.substring(0, 8));
    }
}
