package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.smtp.server.Phase.NOOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.FaultRule;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults by annotation, and those that were never hit. */
class SmtpFaultTests {

    private static List<String> rules(Inbox inbox) {
        return inbox.faults().rules().stream().map(FaultRule::toString).toList();
    }

    private static void noop(Inbox inbox, int code) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("NOOP", code);
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @SmtpFault("vrfy=550 5.1.1 Nobody")
    @interface NobodyIsKnown {}

    @WithSmtpServer
    @SmtpFault("noop once=451 4.3.0 No")
    @SmtpFault({"rset=451 4.3.0 No", "help=close"})
    static class OnClass {

        @BeforeEach
        void isThereBefore(Inbox inbox) {
            assertThat(rules(inbox)).isNotEmpty();
        }

        @Test
        void ofTheClass(Inbox inbox) {
            Kit.note(OnClass.class, inbox);
            assertThat(rules(inbox)).containsExactly("NOOP, once: 451 4.3.0 No", "RSET: 451 4.3.0 No", "HELP: close");
            noop(inbox, 451);
            noop(inbox, 250);
        }

        @RepeatedTest(2)
        @SmtpFault("noop=450 4.3.0 Of the method")
        void theMethodsComesFirst(Inbox inbox) {
            assertThat(rules(inbox)).hasSize(4);
            noop(inbox, 450);
        }

        @Test
        @NobodyIsKnown
        void byAnAnnotationOfOnesOwn(Inbox inbox) {
            assertThat(rules(inbox)).startsWith("VRFY: 550 5.1.1 Nobody").hasSize(4);
        }

        @Nested
        @SmtpFault("noop=450 4.3.0 Nested")
        class Inner {

            @Test
            void ofTheNestedClassFirst(Inbox inbox) {
                assertThat(rules(inbox)).startsWith("NOOP: 450 4.3.0 Nested").hasSize(4);
            }
        }
    }

    @Test
    void rulesOfMethodAndClass() {
        Kit.run(OnClass.class).succeeded(5);
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class Shared {

        @RepeatedTest(2)
        @SmtpFault("noop once=451 4.3.0 No")
        void hasTheRuleAnew(Inbox inbox) {
            Kit.note(Shared.class, inbox);
            noop(inbox, 451);
            noop(inbox, 250);
        }

        @Test
        void hasNoRule(Inbox inbox) {
            assertThat(inbox.faults().rules()).isEmpty();
        }
    }

    @Test
    void rulesEndWithTheTest() {
        Kit.run(Shared.class).succeeded(3).withOneServer();
    }

    @WithSmtpServer(name = "in")
    @WithSmtpServer(name = "out")
    @SmtpFault(value = "noop=451 4.3.0 No", server = "out")
    static class Several {

        @Test
        void oneOfThemFails(@ServerName("in") Inbox in, @ServerName("out") Inbox out) {
            Kit.note(Several.class, in);
            noop(in, 250);
            noop(out, 451);
        }
    }

    @SmtpFault("noop=451 4.3.0 No")
    static class InField {

        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @Test
        void fails(Inbox inbox) {
            Kit.note(InField.class, inbox);
            noop(inbox, 451);
        }
    }

    @SmtpFault("noop once=451 4.3.0 No")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class InFieldPerClass {

        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @RepeatedTest(2)
        void fails(Inbox inbox) {
            Kit.note(InFieldPerClass.class, inbox);
            noop(inbox, 451);
        }
    }

    @Test
    void otherServers() {
        Kit.run(Several.class).succeeded(1);
        Kit.run(InField.class).succeeded(1);
        Kit.run(InFieldPerClass.class).succeeded(2).withOneServer();
    }

    // Errors

    @WithSmtpServer
    static class Wrong {

        @Test
        @SmtpFault("dot=550 No")
        void noPhase() {}

        @Test
        @SmtpFault("rcpt once=lose")
        void noEffect() {}

        @Test
        @SmtpFault(value = "noop=550 No", server = "other")
        void noServer() {}
    }

    @SmtpFault("noop=550 No")
    static class Bare {

        @Test
        void noServer() {}
    }

    @Test
    void whatIsWrongIsTold() {
        assertThat(Kit.run(Wrong.class).failures())
                .hasSize(3)
                .anySatisfy(text -> assertThat(text)
                        .startsWith(
                                "@SmtpFault on void " + Wrong.class.getName() + ".noPhase(): The rule \"dot=550 No\""
                                        + " cannot be used. There is no phase \"dot\", but connect,"))
                .anySatisfy(text -> assertThat(text).contains("noEffect", "use it at END_OF_DATA"))
                .anySatisfy(text -> assertThat(text)
                        .contains("noServer", "there is no SMTP server named \"other\"", "@WithSmtpServer"));
        assertThat(Kit.run(Bare.class).failures())
                .singleElement()
                .asString()
                .startsWith("@SmtpFault on class " + Bare.class.getName() + ": there is no SMTP server without a name."
                        + " Declare it by @WithSmtpServer");
    }

    // Strict

    @WithSmtpServer(strict = true)
    static class Strict {

        @Test
        void hitsAll(Inbox inbox) {
            Kit.note(Strict.class, inbox);
            inbox.on(NOOP).reply(Replies.LOCAL_ERROR);
            noop(inbox, 451);
        }

        @Test
        void hitsNone(Inbox inbox) {
            inbox.on(NOOP).reply(Replies.LOCAL_ERROR);
            inbox.on(NOOP).once().reply(Replies.MAILBOX_BUSY);
            noop(inbox, 451);
        }

        @Test
        @SmtpFault("rset=451 4.3.0 No")
        void hitsNoneOfTheAnnotation(Inbox inbox) {
            noop(inbox, 250);
        }

        @Test
        @SmtpFault("rset=451 4.3.0 No")
        void failsAnyway() {
            throw new IllegalStateException("for another reason");
        }
    }

    @Test
    void aStrictTestFailsWhoseRulesWereNeverHit() {
        assertThat(Kit.run(Strict.class).allClosed().failures())
                .hasSize(3)
                .anySatisfy(text -> assertThat(text)
                        .startsWith("Of 2 rules, 1 was never hit:\n  NOOP, once: 450 4.2.1 Mailbox busy\n\n"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("A rule of @SmtpFault was never hit:\n  RSET: 451 4.3.0 No\n\nNo mail has arrived"))
                .anySatisfy(text -> assertThat(text).isEqualTo("for another reason"));
    }

    @WithSmtpServer(strict = true, scope = WithSmtpServer.Scope.CLASS)
    static class StrictShared {

        @Test
        void addsARule(Inbox inbox) {
            inbox.on(NOOP).reply(Replies.LOCAL_ERROR);
        }

        @Test
        @SmtpFault("rset=451 4.3.0 No")
        void missesItsOwn(Inbox inbox) {
            assertThat(inbox).hasNoMail();
        }
    }

    @Test
    void aSharedServerIsCheckedAtTheEndOfTheClass() {
        assertThat(Kit.run(StrictShared.class).failures())
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).startsWith("Of 1 rule, 1 was never hit:\n  NOOP: 451"))
                .anySatisfy(text -> assertThat(text).startsWith("A rule of @SmtpFault was never hit:\n  RSET"));
    }

    @WithSmtpServer
    @SmtpFault("noop=451 4.3.0 Farther")
    static class Farther {}

    @SmtpFault("noop=450 4.3.0 Nearer")
    static class Nearer extends Farther {

        @Test
        void ofTheSubclassFirst(Inbox inbox) {
            assertThat(rules(inbox)).containsExactly("NOOP: 450 4.3.0 Nearer", "NOOP: 451 4.3.0 Farther");
            noop(inbox, 450);
        }
    }

    @Test
    void theRulesOfASubclassComeFirst() {
        assertThat(Kit.run(Nearer.class).failures()).isEmpty();
    }
}
