package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.Lifecycle;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.ContextHierarchy;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** The annotation alone in a test with Spring. The static classes are samples, run by the kit. */
class SpringContextTests extends SpringTestCase {

    // How it is found

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer
    static class ByAnnotationAlone {
        @Test
        void confirms(Inbox inbox, @Autowired JavaMailSender sender) {
            Kit.note(ByAnnotationAlone.class, inbox);
            send(sender, "Order");

            assertThat(inbox).singleMail().hasSubject("Order");
        }
    }

    @WithSmtpServer
    @SpringJUnitConfig(Application.class)
    static class AnnotationInFront {
        @RepeatedTest(2)
        void confirms(Inbox inbox, @Autowired JavaMailSender sender) {
            Kit.note(AnnotationInFront.class, inbox);
            send(sender, "Order");

            assertThat(inbox).singleMail().hasSubject("Order");
        }
    }

    @Test
    void nothingElseIsNeeded() {
        assertThat(Kit.run(ByAnnotationAlone.class).failures()).isEmpty();
        assertThat(Kit.run(AnnotationInFront.class).failures()).isEmpty();
    }

    // Whose inbox it is

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "wired.example")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class Wired {
        @Autowired
        Inbox wired;

        private final Inbox constructed;

        @Autowired
        Wired(Inbox constructed) {
            this.constructed = constructed;
        }

        @BeforeEach
        void before(Inbox inbox) {
            assertThat(inbox).hasNoMail();
        }

        @RepeatedTest(2)
        void isThatOfTheTest(
                Inbox inbox, @Autowired Inbox other, InboxAssert assertions, @Autowired JavaMailSender sender) {
            Kit.note(Wired.class, inbox);
            send(sender, "Order");

            assertions.hasMailCount(1);
            assertThat(wired).hasMailCount(1);
            assertThat(constructed).hasMailCount(1);
            assertThat(other).hasMailCount(1);
        }
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "wired.example")
    @TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
    static class AllWired {
        private final Inbox inbox;
        private final JavaMailSender sender;

        AllWired(Inbox inbox, JavaMailSender sender) {
            this.inbox = inbox;
            this.sender = sender;
        }

        @RepeatedTest(2)
        void isThatOfTheTest() {
            Kit.note(AllWired.class, inbox);
            send(sender, "Order");

            assertThat(inbox).hasMailCount(1);
        }
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "wired.example")
    static class Constructed {
        private final Inbox inbox;

        Constructed(Inbox inbox) {
            this.inbox = inbox;
        }

        @RepeatedTest(2)
        void isThatOfTheTest(@Autowired JavaMailSender sender) {
            Kit.note(Constructed.class, inbox);
            send(sender, "Order");

            assertThat(inbox).hasMailCount(1);
        }
    }

    @Test
    void theInboxIsAlwaysThatOfTheTest() {
        assertThat(Kit.run(Wired.class).withOneServer().failures()).isEmpty();
        assertThat(Kit.run(AllWired.class).withOneServer().failures()).isEmpty();
        assertThat(Kit.run(Constructed.class).withOneServer().failures()).isEmpty();
    }

    // One context for all that ask for the same server

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "one.example", strict = true, assertionTimeoutMillis = 700)
    static class One {
        @Test
        void sends(Inbox inbox, @Autowired JavaMailSender sender) {
            Kit.note(One.class, inbox);
            send(sender, "one");
            assertThat(inbox).within(Duration.ofSeconds(5)).singleMail().hasSubject("one");
        }

        @Nested
        class Inner {
            @Test
            void sends(Inbox inbox, @Autowired JavaMailSender sender) {
                Kit.note(One.class, inbox);
                send(sender, "nested");
                assertThat(inbox).singleMail().hasSubject("nested");
            }
        }
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "one.example", scope = WithSmtpServer.Scope.CLASS)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Two {
        @Test
        @Order(1)
        void sends(Inbox inbox, @Autowired JavaMailSender sender) {
            Kit.note(Two.class, inbox);
            send(sender, "two");
            assertThat(inbox).singleMail().hasSubject("two");
        }

        @Test
        @Order(2)
        void seesTheMailOfTheOther(Inbox inbox) {
            Kit.note(Two.class, inbox);
            assertThat(inbox).singleMail().hasSubject("two");
        }
    }

    static class Three extends One {}

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "another.example")
    static class Another {
        @Test
        void sends(Inbox inbox) {
            Kit.note(Another.class, inbox);
        }
    }

    @Test
    void classesThatAskForTheSameServerShareAContext() {
        int before = STARTED.get();
        Kit one = Kit.run(One.class);
        Kit two = Kit.run(Two.class);
        Kit three = Kit.run(Three.class);

        assertThat(one.failures()).isEmpty();
        assertThat(two.failures()).isEmpty();
        assertThat(three.failures()).isEmpty();
        assertThat(STARTED.get() - before).as("contexts").isEqualTo(1);
        Kit another = Kit.run(Another.class);
        assertThat(another.failures()).isEmpty();
        assertThat(STARTED.get() - before).as("contexts").isEqualTo(2);
        assertThat((Object) another.inboxes().get(0)).isNotSameAs(one.inboxes().get(0));
    }

    // Contexts that end

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer(hostname = "dirty.example")
    @DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
    static class DirtyAfterwards {
        @RepeatedTest(2)
        void sends(Inbox inbox, @Autowired JavaMailSender sender) {
            Kit.note(DirtyAfterwards.class, inbox);
            send(sender, "Order");
            assertThat(inbox).singleMail().hasSubject("Order");
        }
    }

    @WithSmtpServer(hostname = "dirty.example")
    @SpringJUnitConfig(Application.class)
    static class DirtyBefore {
        @Autowired
        Inbox wired;

        @BeforeEach
        void sends(@Autowired JavaMailSender sender) {
            send(sender, "Order");
        }

        @DirtiesContext(methodMode = DirtiesContext.MethodMode.BEFORE_METHOD)
        @RepeatedTest(2)
        void sends(Inbox inbox) {
            Kit.note(DirtyBefore.class, inbox);
            assertThat(inbox).singleMail().hasSubject("Order");
            assertThat((Object) inbox).isSameAs(wired);
        }
    }

    @Test
    void theServerEndsWithTheContext() {
        Kit.run(DirtyAfterwards.class).succeeded(2).withOwnServers(2);
        Kit before = Kit.run(DirtyBefore.class);
        assertThat(before.failures()).isEmpty();
        before.withOwnServers(2);
        assertThat(before.inboxes().get(0).server().isRunning()).isFalse();
    }

    @SpringJUnitConfig(Broken.class)
    @WithSmtpServer(hostname = "broken.example")
    static class NeverStarts {
        @Test
        void test() {}
    }

    /** It sees the server, and fails to start. */
    static class Broken {
        static final AtomicReference<Inbox> SEEN = new AtomicReference<>();

        Broken(Inbox inbox) {
            SEEN.set(inbox);
            throw new IllegalStateException("broken on purpose");
        }
    }

    @Test
    void theServerIsClosedIfTheContextDoesNotStart() {
        assertThat(Kit.run(NeverStarts.class).failures()).hasSize(1);
        assertThat(Broken.SEEN).hasValueMatching(inbox -> !inbox.server().isRunning());
    }

    // Several contexts and servers

    @ExtendWith(SpringExtension.class)
    @ContextHierarchy({@ContextConfiguration(classes = Application.class), @ContextConfiguration(classes = Child.class)
    })
    @WithSmtpServer(hostname = "hierarchy.example")
    static class Hierarchy {
        @Test
        void hasOneServer(Inbox inbox, @Autowired JavaMailSender sender, @Autowired Environment environment) {
            Kit.note(Hierarchy.class, inbox);
            send(sender, "Order");
            assertThat(inbox).hasMailCount(1);
            assertThat(environment.getProperty("spring.mail.port")).isEqualTo(Integer.toString(inbox.port()));
        }
    }

    static class Child {}

    @Test
    void aHierarchyOfContextsHasOneServer() {
        assertThat(Kit.run(Hierarchy.class).failures()).isEmpty();
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer
    @WithSmtpServer(name = "orders")
    @WithSmtpServer(name = "alerts", propertyPrefix = "alerts.smtp", tls = TlsMode.REQUIRED, users = "alarm:s3cret")
    static class Several {
        @Autowired
        @Qualifier("orders")
        Inbox qualified;

        @Autowired
        @ServerName("alerts")
        Inbox byServerName;

        @Autowired
        Inbox primary;

        @Test
        void areToldApart(
                Inbox inbox,
                @ServerName("orders") Inbox orders,
                @ServerName("alerts") Inbox alerts,
                @Autowired JavaMailSender sender,
                @Autowired Environment environment) {
            Kit.note(Several.class, inbox);
            send(sender, "Order");
            assertThat(inbox).hasMailCount(1);
            assertThat(orders).hasNoMail();
            assertThat((Object) qualified).isSameAs(orders);
            assertThat((Object) byServerName).isSameAs(alerts);
            assertThat((Object) primary).isSameAs(inbox);
            assertThat(environment.getProperty("spring.mail.orders.port")).isEqualTo(Integer.toString(orders.port()));
            assertThat(environment.getProperty("spring.mail.orders.host")).isEqualTo(orders.host());
            assertThat(environment.getProperty("alerts.smtp.port")).isEqualTo(Integer.toString(alerts.port()));
            assertThat(environment.getProperty("alerts.smtp.username")).isEqualTo("alarm");
            assertThat(environment.getProperty("alerts.smtp.password")).isEqualTo("s3cret");
            assertThat(environment.getProperty("alerts.smtp.properties.mail.smtp.starttls.required"))
                    .isEqualTo("true");
        }
    }

    @Test
    void severalServersAreToldApartByNameAndByPrefix() {
        assertThat(Kit.run(Several.class).failures()).isEmpty();
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer
    static class Unpaused {
        @Test
        void hasNoLifecycle(@Autowired Map<String, Lifecycle> beans, Inbox inbox) {
            Kit.note(Unpaused.class, inbox);
            assertThat(beans.keySet()).noneMatch(name -> name.contains("smtp"));
        }
    }

    @Test
    void aContextThatIsPausedKeepsItsServer() {
        assertThat(Kit.run(Unpaused.class).failures()).isEmpty();
    }

    // What is refused

    @SpringJUnitConfig(Application.class)
    static class OnAMethod {
        @Test
        @WithSmtpServer
        void test(Inbox inbox) {
            assertThat(inbox).hasNoMail();
        }
    }

    @Test
    void aMethodCannotHaveAServer() {
        assertThat(Kit.run(OnAMethod.class).failures())
                .singleElement()
                .asString()
                .contains("OnAMethod.test(", "Move the annotation to the class");
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer
    @WithManualClock
    static class Clocked {
        @Test
        void test() {}
    }

    @Test
    void theClockOfATestCannotBeTheContexts() {
        assertThat(Kit.run(Clocked.class).failures())
                .singleElement()
                .asString()
                .contains("@WithManualClock on class", "lives longer than a test");
    }

    // Precedence

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer
    @TestPropertySource(properties = {"spring.mail.host=smtp.example.com", "spring.mail.port=25"})
    static class AboveTestProperties {
        @Test
        void sends(Inbox inbox, @Autowired JavaMailSender sender) {
            Kit.note(AboveTestProperties.class, inbox);
            send(sender, "Order");
            assertThat(inbox).hasMailCount(1);
        }
    }

    @SpringJUnitConfig(Application.class)
    @WithSmtpServer
    static class BelowDynamicProperties {
        @DynamicPropertySource
        static void explicit(DynamicPropertyRegistry registry) {
            registry.add("spring.mail.port", () -> 7);
        }

        @Test
        void counts(Inbox inbox, @Autowired Environment environment) {
            assertThat(environment.getProperty("spring.mail.port")).isEqualTo("7");
            assertThat(environment.getProperty("spring.mail.host")).isEqualTo(inbox.host());
        }
    }

    @Test
    void thePropertiesStandAboveFilesAndBelowExplicitOnes() {
        assertThat(Kit.run(AboveTestProperties.class).failures()).isEmpty();
        assertThat(Kit.run(BelowDynamicProperties.class).failures()).isEmpty();
    }
}
