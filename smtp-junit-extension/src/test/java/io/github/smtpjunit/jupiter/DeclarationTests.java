package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 1: where servers can be asked for. The static classes are samples, run by the kit. */
class DeclarationTests {

    @WithSmtpServer
    static class OnClass {
        @Test
        void one(Inbox inbox) {
            Kit.note(OnClass.class, inbox);
            RawClient.deliver(inbox);
            assertThat(inbox).hasMailCount(1);
        }

        @Test
        void another(Inbox inbox) {
            Kit.note(OnClass.class, inbox);
            RawClient.deliver(inbox);
            assertThat(inbox).hasMailCount(1);
        }
    }

    @Test
    void anAnnotationOnTheClassGivesEachTestItsServer() {
        Kit.run(OnClass.class).succeeded(2).withOwnServers(2);
    }

    static class OnMethod {
        @Test
        @WithSmtpServer
        void with(Inbox inbox) {
            Kit.note(OnMethod.class, inbox);
        }

        @Test
        void without() {}
    }

    @Test
    void anAnnotationOnAMethod() {
        Kit.run(OnMethod.class).succeeded(2).withOwnServers(1);
    }

    @Retention(RetentionPolicy.RUNTIME)
    @WithSmtpServer(hostname = "mx.example.com")
    @interface WithOurServer {}

    @Retention(RetentionPolicy.RUNTIME)
    @WithSmtpServer
    @Test
    @interface MailTest {}

    @WithOurServer
    static class MetaAnnotatedClass {
        @Test
        void test(Inbox inbox) {
            Kit.note(MetaAnnotatedClass.class, inbox);
            RawClient.deliver(inbox);
            assertThat(inbox.sessions().get(0).transcript().serverLines().get(0))
                    .contains("mx.example.com");
        }
    }

    static class MetaAnnotatedMethod {
        @MailTest
        void test(Inbox inbox) {
            Kit.note(MetaAnnotatedMethod.class, inbox);
        }
    }

    @Test
    void anAnnotationOfTheUsersOwn() {
        Kit.run(MetaAnnotatedClass.class).succeeded(1);
        Kit.run(MetaAnnotatedMethod.class).succeeded(1);
    }

    @WithSmtpServer(hostname = "mx.example.com")
    abstract static class Base {
        @Test
        void inherited(Inbox inbox) {
            Kit.note(getClass(), inbox);
        }
    }

    static class Derived extends Base {
        @Test
        void own(Inbox inbox) {
            Kit.note(Derived.class, inbox);
            RawClient.deliver(inbox);
            assertThat(inbox.sessions().get(0).transcript().serverLines().get(0))
                    .contains("mx.example.com");
        }
    }

    @WithSmtpServer
    interface MailContract {}

    static class Implementing implements MailContract {
        @Test
        void test(Inbox inbox) {
            Kit.note(Implementing.class, inbox);
        }
    }

    @Test
    void anAnnotationOnASuperclassOrInterface() {
        Kit.run(Derived.class).succeeded(2).withOwnServers(2);
        Kit.run(Implementing.class).succeeded(1);
    }

    @WithSmtpServer
    static class Enclosing {
        @Test
        void outside(Inbox inbox) {
            Kit.note(Enclosing.class, inbox);
        }

        @Nested
        class Inner {
            @Test
            void one(Inbox inbox) {
                Kit.note(Enclosing.class, inbox);
            }

            @Test
            void another(Inbox inbox) {
                Kit.note(Enclosing.class, inbox);
            }

            @Nested
            @TestInstance(TestInstance.Lifecycle.PER_CLASS)
            class Innermost {
                @Test
                void test(Inbox inbox) {
                    Kit.note(Enclosing.class, inbox);
                }
            }
        }
    }

    @Test
    void anAnnotationOnAnEnclosingClass() {
        Kit.run(Enclosing.class).succeeded(4).withOwnServers(4);
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class EnclosingShared {
        @Test
        void outside(Inbox inbox) {
            Kit.note(EnclosingShared.class, inbox);
        }

        @Nested
        class Inner {
            @Test
            void one(Inbox inbox) {
                Kit.note(EnclosingShared.class, inbox);
            }

            @Test
            void another(Inbox inbox) {
                Kit.note(EnclosingShared.class, inbox);
            }
        }
    }

    @Test
    void aServerOfTheEnclosingClassIsSharedByItsNestedClasses() {
        assertThat(Kit.run(EnclosingShared.class).succeeded(3).withOneServer().inboxes())
                .hasSize(3);
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class Redeclaring {
        @Test
        void outside(Inbox inbox) {
            Kit.note(Redeclaring.class, inbox);
        }

        @Nested
        @WithSmtpServer(hostname = "inner.example")
        class Inner {
            @Test
            void nearest(Inbox inbox) {
                Kit.note(Redeclaring.class, inbox);
                RawClient.deliver(inbox);
                assertThat(inbox.sessions().get(0).transcript().serverLines().get(0))
                        .contains("inner.example");
            }
        }
    }

    @Test
    void theNearestAnnotationCounts() {
        Kit.run(Redeclaring.class).succeeded(2).withOwnServers(2);
    }

    // The nearer one of two

    private static void assertGreets(Inbox inbox, String hostname) {
        RawClient.deliver(inbox);
        assertThat(inbox.sessions().get(0).transcript().serverLines().get(0)).contains(hostname);
    }

    static class NearerClass extends Base {
        @Test
        void own(Inbox inbox) {
            Kit.note(getClass(), inbox);
            assertGreets(inbox, "mx.example.com");
        }
    }

    @WithSmtpServer(hostname = "near.example")
    static class OverSuperclass extends Base {
        @Test
        void own(Inbox inbox) {
            Kit.note(OverSuperclass.class, inbox);
            assertGreets(inbox, "near.example");
        }
    }

    static class OverSuperclassInherited extends OverSuperclass {
        @Test
        void inheritedTwice(Inbox inbox) {
            Kit.note(OverSuperclassInherited.class, inbox);
            assertGreets(inbox, "near.example");
        }
    }

    @WithOurServer
    static class MetaOverSuperclass extends OverSuperclass {
        @Test
        @Override
        void own(Inbox inbox) {
            Kit.note(MetaOverSuperclass.class, inbox);
            assertGreets(inbox, "mx.example.com");
        }
    }

    @WithSmtpServer(hostname = "contract.example")
    interface Contract {}

    @WithSmtpServer(hostname = "near.example")
    interface NearerContract extends Contract {}

    @WithSmtpServer(hostname = "near.example")
    static class OverInterface implements Contract {
        @Test
        void test(Inbox inbox) {
            Kit.note(OverInterface.class, inbox);
            assertGreets(inbox, "near.example");
        }
    }

    static class SuperclassOverInterface extends OverInterface implements Contract {}

    static class InterfaceOverInterface implements NearerContract, Contract {
        @Test
        void test(Inbox inbox) {
            Kit.note(InterfaceOverInterface.class, inbox);
            assertGreets(inbox, "near.example");
        }
    }

    @WithOurServer
    @WithSmtpServer(hostname = "near.example")
    static class OverMetaAnnotation {
        @Test
        void test(Inbox inbox) {
            Kit.note(OverMetaAnnotation.class, inbox);
            assertGreets(inbox, "near.example");
        }
    }

    static class OverMetaAnnotationOfMethod {
        @MailTest
        @WithSmtpServer(hostname = "near.example")
        void test(Inbox inbox) {
            Kit.note(OverMetaAnnotationOfMethod.class, inbox);
            assertGreets(inbox, "near.example");
        }
    }

    @WithSmtpServer(hostname = "other.example")
    interface OtherContract {}

    @WithSmtpServer(hostname = "near.example")
    static class OverTwoInterfaces implements Contract, OtherContract {
        @Test
        void test(Inbox inbox) {
            Kit.note(OverTwoInterfaces.class, inbox);
            assertGreets(inbox, "near.example");
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @WithSmtpServer(hostname = "other.example")
    @interface WithOtherServer {}

    static class OverTwoMetaAnnotationsOfTheClass {
        @WithOurServer
        @WithOtherServer
        abstract static class Ambiguous {}

        @Nested
        @WithSmtpServer(hostname = "near.example")
        class Decided extends Ambiguous {
            @Test
            void test(Inbox inbox) {
                assertGreets(inbox, "near.example");
            }
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @WithOurServer
    @WithSmtpServer(hostname = "near.example")
    @interface WithOurNearerServer {}

    @WithOurNearerServer
    static class MetaOverMetaAnnotation {
        @Test
        void test(Inbox inbox) {
            Kit.note(MetaOverMetaAnnotation.class, inbox);
            assertGreets(inbox, "near.example");
        }
    }

    @WithSmtpServer(name = "orders", hostname = "near.example")
    @WithSmtpServer
    static class OneNameOfTwo extends TwoNames {
        @Test
        void test(@ServerName("orders") Inbox orders, @ServerName("alerts") Inbox alerts, Inbox inbox) {
            Kit.note(OneNameOfTwo.class, inbox);
            assertGreets(orders, "near.example");
            assertGreets(alerts, "alerts.example");
            assertGreets(inbox, "localhost");
        }
    }

    @WithSmtpServer(name = "orders", hostname = "orders.example")
    @WithSmtpServer(name = "alerts", hostname = "alerts.example")
    static class TwoNames {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                OverInterface.class,
                SuperclassOverInterface.class,
                InterfaceOverInterface.class,
                OverTwoInterfaces.class,
                OverTwoMetaAnnotationsOfTheClass.class,
                OverMetaAnnotation.class,
                OverMetaAnnotationOfMethod.class,
                MetaOverMetaAnnotation.class,
                OneNameOfTwo.class
            })
    void theNearerOfTwoCounts(Class<?> sample) {
        Kit run = Kit.run(sample);

        assertThat(run.failures()).isEmpty();
        assertThat(run.names()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {NearerClass.class, OverSuperclass.class, OverSuperclassInherited.class, MetaOverSuperclass.class
            })
    void aSubclassCountsMoreThanItsSuperclass(Class<?> sample) {
        assertThat(Kit.run(sample).failures()).isEmpty();
    }
}
