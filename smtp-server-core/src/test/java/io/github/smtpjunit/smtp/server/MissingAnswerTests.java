package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * User code that returns null, or not as many replies as there are recipients, has failed; the log names the method and
 * what to return.
 */
@SuppressWarnings({"NullAway", "NullOptional", "OptionalAssignedToNull"}) // user code that is not compiled with them
class MissingAnswerTests extends SmtpTestCase {

    /** Held, so that it is not collected with the handler. */
    private static final Logger LOGGER = Logger.getLogger("io.github.smtpjunit.smtp.server");

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler log = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(String.valueOf(entry.getThrown()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(log);
    }

    @AfterEach
    void forget() {
        LOGGER.removeHandler(log);
    }

    private void assertLogged(String text) {
        assertThat(logged).singleElement().asString().endsWith("Exception: " + text);
    }

    private static void sendMail(RawClient client, String reply) {
        client.send("MAIL FROM:<a@x>").expect("250 *");
        client.send("RCPT TO:<b@x>").expect("250 *");
        client.send("RCPT TO:<c@x>").expect("250 *");
        client.send("DATA").expect("354 *").send("Subject: x\r\n\r\nx\r\n.").expect(reply);
    }

    @Test
    void ofAHandler() {
        RawClient client = greeted(start(builder().handler(mail -> null)));

        sendMail(client, "451 4.3.0 *");

        client.quit();
        assertLogged("MailHandler.handle(..) returned null: return a reply, for example Replies.MAIL_ACCEPTED");
    }

    /** Behind a rule that looks at the mail first. */
    @Test
    void ofAHandlerBehindARule() {
        SmtpServer server = start(builder().handler(mail -> null));
        server.faults().on(Phase.END_OF_DATA).then(FaultAction.twice());
        RawClient client = greeted(server);

        sendMail(client, "451 4.3.0 *");

        client.quit();
        assertLogged("MailHandler.handle(..) returned null: return a reply, for example Replies.MAIL_ACCEPTED");
    }

    private static MailHandler each(List<Reply> replies) {
        return new MailHandler() {
            @Override
            public Reply handle(ReceivedMail mail) {
                throw new AssertionError("an LMTP server asks handleEach");
            }

            @Override
            public List<Reply> handleEach(ReceivedMail mail) {
                return replies;
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> ofAnLmtpHandler() {
        Reply ok = Replies.MAIL_ACCEPTED;
        return Stream.of(
                lmtp(
                        each(null),
                        "MailHandler.handleEach(..) returned null: return a list with a reply for each recipient"),
                lmtp(
                        each(List.of()),
                        "MailHandler.handleEach(..) returned 0 replies: return one for each recipient, 2 in all"),
                lmtp(
                        each(List.of(ok)),
                        "MailHandler.handleEach(..) returned 1 reply: return one for each recipient, 2 in all"),
                lmtp(
                        each(List.of(ok, ok, ok)),
                        "MailHandler.handleEach(..) returned 3 replies: return one for each recipient, 2 in all"),
                lmtp(
                        each(Arrays.asList(ok, null)),
                        "MailHandler.handleEach(..), reply 2 of 2, returned null: return a reply, for example"
                                + " Replies.MAIL_ACCEPTED"),
                lmtp(
                        mail -> null,
                        "MailHandler.handle(..) returned null: return a reply, for example Replies.MAIL_ACCEPTED"));
    }

    private DynamicTest lmtp(MailHandler handler, String text) {
        return dynamicTest(text, () -> {
            logged.clear();
            RawClient client = connect(start(builder().lmtp().handler(handler)));
            client.expect("220 *").send("LHLO x").skip();

            sendMail(client, "451 4.3.0 *");

            client.expect("451 4.3.0 *");
            client.quit();
            assertLogged(text);
        });
    }

    /** An object whose one method returns null; the others do what they do by default. */
    private static <T> T silent(Class<T> type, String name) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals(name)) {
                        return null;
                    }
                    return method.isDefault() ? InvocationHandler.invokeDefault(self, method, arguments) : true;
                }));
    }

    /** The methods that return an object: all that a policy has, and all that it will have. */
    private static Stream<String> answers(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.getReturnType().isPrimitive())
                .map(Method::getName);
    }

    static Stream<String> hooks() {
        return answers(SmtpPolicy.class);
    }

    @ParameterizedTest
    @MethodSource("hooks")
    void ofAPolicy(String hook) {
        RawClient client = connect(start(builder()
                .tls(TestTls.server())
                .allowAuthWithoutTls()
                .authenticator(SaslAuthenticator.users(Map.of("ada", "pass word")))
                .policy(silent(SmtpPolicy.class, hook))));
        client.skip().send("EHLO x").skip();
        if (hook.equals("tlsStarted")) {
            client.send("STARTTLS").skip().startTls(TestTls.client());
        }
        for (String line : List.of(
                "AUTH PLAIN " + base64("\0ada\0pass word"),
                "VRFY ada",
                "EXPN list",
                "MAIL FROM:<a@x>",
                "RCPT TO:<b@x>",
                "DATA")) {
            client.send(line).skip();
        }
        client.close();

        String remedy = hook.equals("content")
                ? "return ContentFilter.NONE for no filter"
                : "return Optional.empty() for the server's own answer";
        assertLogged("SmtpPolicy." + hook + "(..) returned null: " + remedy);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                arguments(
                        silent(ContentFilter.class, "filter"),
                        "ContentFilter.filter(..) returned null: return a stream, the given one to pass the content on as it is"),
                arguments(
                        new ContentFilter() {
                            @Override
                            public InputStream filter(InputStream content) {
                                return content;
                            }

                            @Override
                            public Optional<Reply> verdict() {
                                return null;
                            }
                        },
                        "ContentFilter.verdict() returned null: return Optional.empty() to leave the decision to the handler"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void ofAFilter(ContentFilter filter, String text) {
        RawClient client = greeted(start(builder().policy(new SmtpPolicy() {
            @Override
            public ContentFilter content(SessionInfo session, Envelope envelope) {
                return filter;
            }
        })));

        sendMail(client, "451 4.3.0 *");

        client.quit();
        assertThat(received.mails()).isEmpty();
        assertLogged(text);
    }

    private static final class Speechless implements SaslAuthenticator {

        @Override
        public boolean checkPassword(String user, String password) {
            return false;
        }

        @Override
        public Optional<String> password(String user) {
            return null;
        }

        @Override
        public Optional<String> userOfToken(String user, String token) {
            return null;
        }

        @Override
        public Set<SaslMechanism> mechanisms() {
            return EnumSet.allOf(SaslMechanism.class);
        }
    }

    static Stream<Arguments> exchanges() {
        return Stream.of(
                arguments("password", List.of("AUTH CRAM-MD5", base64("ada " + "0".repeat(32)))),
                arguments("userOfToken", List.of("AUTH XOAUTH2 " + base64("user=ada\1auth=Bearer token\1\1"))));
    }

    /** The log of an authenticator's failures leaves messages out, but not this one. */
    @ParameterizedTest
    @MethodSource("exchanges")
    void ofAnAuthenticator(String method, List<String> lines) {
        Map<String, String> remedies = Map.of(
                "password", "return Optional.empty() for a user who is not known",
                "userOfToken", "return Optional.empty() for a token that is not valid");
        RawClient client = greeted(start(builder()
                .allowAuthWithoutTls()
                .mechanisms(SaslMechanism.CRAM_MD5, SaslMechanism.XOAUTH2)
                .authenticator(new Speechless())));
        for (String line : lines.subList(0, lines.size() - 1)) {
            client.send(line).skip();
        }

        client.send(lines.get(lines.size() - 1)).expect("454 4.7.0 *");

        client.quit();
        assertLogged("SaslAuthenticator." + method + "(..) returned null: " + remedies.get(method));
    }

    @Test
    void ofAnAuthenticatorThatNamesItsMechanisms() {
        SmtpServerBuilder builder =
                builder().allowAuthWithoutTls().authenticator(silent(SaslAuthenticator.class, "mechanisms"));

        assertThatIllegalStateException()
                .isThrownBy(builder::start)
                .withMessage("SaslAuthenticator.mechanisms() returned null: return those that it has answers for, for"
                        + " example EnumSet.of(SaslMechanism.PLAIN)");
    }

    @Test
    void ofWhatWrapsTheHandler() {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().wrapHandler(handler -> null))
                .withMessage("The wrapper returned null: return a handler, the given one to keep it");
    }
}
