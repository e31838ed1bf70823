package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithSmtpServer
@WithManualClock
class WithManualClockTests {

    private static void send(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(new InternetAddress("shop@example.com"));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.org"));
        mail.setSubject("Hello");
        mail.setText("Hello, Ada");
        Transport.send(mail);
    }

    static void isGreylistedUntilTheClockIsAdvanced(Inbox inbox, ManualClock clock) throws MessagingException {
        inbox.on(RCPT).greylisting(Duration.ofHours(1)).reply(Replies.GREYLISTED);
        assertThatThrownBy(() -> send(inbox.session())).isInstanceOf(MessagingException.class);
        assertThatThrownBy(() -> send(inbox.session())).isInstanceOf(MessagingException.class);
        clock.advance(Duration.ofHours(1));
        send(inbox.session());
        assertThat(inbox).singleMail().hasSubject("Hello");
    }

    @Test
    void theServersOfATestGoByItsClock(Inbox inbox, ManualClock clock) throws Exception {
        isGreylistedUntilTheClockIsAdvanced(inbox, clock);
    }

    @Nested
    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    class WhereTheServerIsThatOfTheClass {

        private final ManualClock clock;

        WhereTheServerIsThatOfTheClass(ManualClock clock) {
            this.clock = clock;
        }

        @Test
        void soIsTheClock(Inbox inbox, ManualClock same) throws Exception {
            assertThat(same).isSameAs(clock);
            isGreylistedUntilTheClockIsAdvanced(inbox, clock);
        }
    }

    // Servers of fields. The static classes are samples, run by the kit.

    @WithManualClock
    static class InAnInstanceField {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @RepeatedTest(2)
        void goesByTheClockOfTheTest(Inbox inbox, ManualClock clock) throws Exception {
            Kit.note(InAnInstanceField.class, inbox);
            assertThat(smtp.inbox()).isSameAs((Object) inbox);
            isGreylistedUntilTheClockIsAdvanced(inbox, clock);
        }
    }

    @WithManualClock
    static class InAStaticField {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        private static final Set<ManualClock> CLOCKS = new CopyOnWriteArraySet<>();

        @RepeatedTest(2)
        void goesByTheClockOfTheClass(Inbox inbox, ManualClock clock) throws Exception {
            Kit.note(InAStaticField.class, inbox);
            CLOCKS.add(clock);
            InboxSupport.startOver(inbox, "the test before");
            assertThat(SMTP.inbox()).isSameAs((Object) inbox);
            isGreylistedUntilTheClockIsAdvanced(inbox, clock);
        }

        @Nested
        class InANestedClass {
            @Test
            void too(Inbox inbox, ManualClock clock) throws Exception {
                Kit.note(InAStaticField.class, inbox);
                CLOCKS.add(clock);
                InboxSupport.startOver(inbox, "the test before");
                isGreylistedUntilTheClockIsAdvanced(inbox, clock);
            }
        }
    }

    @WithManualClock
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class InASharedInstance {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @Test
        void goesByTheClockOfTheClass(Inbox inbox, ManualClock clock) throws Exception {
            Kit.note(InASharedInstance.class, inbox);
            isGreylistedUntilTheClockIsAdvanced(inbox, clock);
        }
    }

    @Test
    void theServerOfAFieldGoesByTheClockOfTheTest() {
        Kit.run(InAnInstanceField.class).succeeded(2).withOwnServers(2);
        Kit.run(InAStaticField.class).succeeded(3).withOneServer();
        assertThat(InAStaticField.CLOCKS).hasSize(1);
        Kit.run(InASharedInstance.class).succeeded(1);
    }

    @WithManualClock
    static class WithAClockOfItsOwn {
        @RegisterExtension
        final SmtpServerExtension smtp =
                SmtpServerExtension.of(SmtpServer.builder().clock(ManualClock.atNow()));

        @Test
        void isRefused(Inbox inbox) {}
    }

    @Test
    void twoClocksAreRefused() {
        assertThat(Kit.run(WithAClockOfItsOwn.class).failures())
                .singleElement(STRING)
                .endsWith("The builder of an SmtpServerExtension in " + WithAClockOfItsOwn.class
                        + " has a clock, and @WithManualClock gives the test another one. Leave one of them out.");
    }

    // A server that lives longer than the clock

    static class OfAMethodBesideAStaticField {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        @Test
        @WithManualClock
        void isRefused(Inbox inbox) {}
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class OfAMethodBesideAServerOfTheClass {
        @Test
        @WithManualClock
        void isRefused(Inbox inbox) {}
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class OfAMethodThatAsksForNoServer {
        @Test
        @WithManualClock
        void has(ManualClock clock) {
            clock.advance(Duration.ofDays(1));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {OfAMethodBesideAStaticField.class, OfAMethodBesideAServerOfTheClass.class})
    void theClockOfATestIsNoneForTheServerOfAClass(Class<?> sample) throws Exception {
        assertThat(Kit.run(sample).failures())
                .singleElement(STRING)
                .contains(
                        "@WithManualClock on " + sample.getDeclaredMethod("isRefused", Inbox.class) + ": ",
                        ": the server is that of " + sample + ", and does not go by this clock. ")
                .endsWith(" Move the annotation to this class, or give the test a server of its own.");
    }

    @Test
    void aClockWithoutServerIsOneOfTheTest() {
        assertThat(Kit.run(OfAMethodThatAsksForNoServer.class).failures()).isEmpty();
    }

    @WithManualClock
    static class AskedBeforeTheTest {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        final int port = smtp.port();

        @Test
        void isRefused(Inbox inbox) {}
    }

    abstract static class Sharing {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        @Test
        void asks() {
            assertThat(SMTP.port()).isPositive(); // from now on the server is kept
        }
    }

    @WithManualClock
    static class SharingWithAClock extends Sharing {}

    static class SharingWithoutAClock extends Sharing {}

    @Test
    void aServerThatIsKeptKeepsItsClock() {
        assertThat(Kit.run(AskedBeforeTheTest.class).failures())
                .containsExactly(goesByAnotherClock("AskedBeforeTheTest.isRefused"));
        assertThat(Kit.run(List.of(SharingWithAClock.class, SharingWithoutAClock.class))
                        .failures())
                .containsExactly(goesByAnotherClock("SharingWithoutAClock"));
    }

    private static String goesByAnotherClock(String user) {
        return "The SmtpServerExtension of " + user
                + " was asked for its host, port or inbox before the test, or by another class. Its server is kept since"
                + " then, and does not go by the clock of this test. Give each class an extension in a field of its own,"
                + " and ask it from within a test.";
    }
}
