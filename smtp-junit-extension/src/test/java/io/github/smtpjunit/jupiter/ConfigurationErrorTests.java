package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.MailAssert;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What users get wrong: a message that says what, where, and how to mend it. The static classes are samples, run by the
 * kit.
 */
class ConfigurationErrorTests {

    private static final String PACKAGE = ConfigurationErrorTests.class.getName();

    static class ClassScopeOnMethod {
        @Test
        @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(port = 70_000)
    static class BadPort {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(maxMessageSize = 0)
    static class BadSize {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(assertionTimeoutMillis = 0)
    static class BadPatience {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(users = "ada")
    static class UserWithoutPassword {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(requireAuth = true)
    static class AuthWithoutUsers {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(hostname = "not a name")
    static class BadHostname {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(hostname = "")
    static class NoHostname {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(hostname = "mx.example\r\n250 forged")
    static class ForgedHostname {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(users = {"ada:tea", "ada:coffee"})
    static class TwoPasswords {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(users = "ada:tea", requireAuth = true, without = ServiceExtension.AUTH)
    static class AuthSwitchedOff {
        @Test
        void test(Inbox inbox) {}
    }

    static class InheritedMistake extends BadPort {}

    @WithSmtpServer
    interface One {}

    @WithSmtpServer
    interface Other {}

    static class TwoInterfaces implements One, Other {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer
    static class WrongType {
        @Test
        void test(CapturedMail mail) {}
    }

    @WithSmtpServer(name = "orders")
    static class WrongNamedType {
        @Test
        void test(@ServerName("orders") String inbox) {}
    }

    static class WrongTypeWithField {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @Test
        void test(MailAssert mail) {}
    }

    @WithSmtpServer
    @WithSmtpServer
    static class TwoUnnamed {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(name = "orders")
    @WithSmtpServer(name = "orders")
    static class TwoOfOneName {
        @Test
        void test(@ServerName("orders") Inbox inbox) {}
    }

    @WithSmtpServer
    static class AnnotationAndField {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer
    static class AnnotationAndStaticField {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        @Test
        void test(Inbox inbox) {}
    }

    static class TwoFields {
        @RegisterExtension
        final SmtpServerExtension one = SmtpServerExtension.create();

        @RegisterExtension
        final SmtpServerExtension other = SmtpServerExtension.create();

        @Test
        void test(Inbox inbox) {}
    }

    static class TwoStaticFields {
        @RegisterExtension
        static final SmtpServerExtension ONE = SmtpServerExtension.create().named("orders");

        @RegisterExtension
        static final SmtpServerExtension OTHER = SmtpServerExtension.create().named("orders");

        @Test
        void test(@ServerName("orders") Inbox inbox) {}
    }

    static class StaticAndInstanceField {
        @RegisterExtension
        static final SmtpServerExtension ONE = SmtpServerExtension.create();

        @RegisterExtension
        final SmtpServerExtension other = SmtpServerExtension.create();

        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(name = "orders")
    @WithSmtpServer
    static class UnknownName {
        @Test
        void test(@ServerName("alerts") Inbox inbox) {}
    }

    @WithSmtpServer(name = "orders")
    @WithSmtpServer(name = "alerts")
    static class NoName {
        @Test
        void test(Inbox inbox) {}
    }

    static class UnknownNameWithField {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create().named("orders");

        @Test
        void test(@ServerName("alerts") Inbox inbox) {}
    }

    static class NoNameWithFields {
        @RegisterExtension
        static final SmtpServerExtension ORDERS = SmtpServerExtension.create().named("orders");

        @RegisterExtension
        final SmtpServerExtension alerts = SmtpServerExtension.create().named("alerts");

        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer
    static class UnknownNameWithBoth {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create().named("orders");

        @Test
        void test(@ServerName("alerts") Inbox inbox) {}
    }

    static Stream<Arguments> mistakes() {
        String twoUnnamed = "Two SMTP servers without a name in one test. Give each a name of its own, by"
                + " SmtpServerExtension.named(..) or @WithSmtpServer(name = ..), and mark the parameters by @ServerName.";
        return Stream.of(
                argumentSet(
                        "scope = CLASS on a method",
                        ClassScopeOnMethod.class,
                        "@WithSmtpServer on void " + PACKAGE + "$ClassScopeOnMethod.test(" + Inbox.class.getName()
                                + "): scope = CLASS makes no sense on a method: move the annotation to the class"),
                argumentSet(
                        "an impossible port",
                        BadPort.class,
                        "@WithSmtpServer on class " + PACKAGE
                                + "$BadPort: port must lie between 0 and 65535; leave it out for a random free port"),
                argumentSet(
                        "an impossible size",
                        BadSize.class,
                        "@WithSmtpServer on class " + PACKAGE + "$BadSize: maxMessageSize must be positive"),
                argumentSet(
                        "no patience",
                        BadPatience.class,
                        "@WithSmtpServer on class " + PACKAGE
                                + "$BadPatience: assertionTimeoutMillis must be positive"),
                argumentSet(
                        "a user without a password",
                        UserWithoutPassword.class,
                        "$UserWithoutPassword: users are given as NAME:PASSWORD, not as \"ada\""),
                argumentSet(
                        "authentication of nobody",
                        AuthWithoutUsers.class,
                        "$AuthWithoutUsers: requireAuth needs users who can authenticate: set users ="
                                + " \"NAME:PASSWORD\""),
                argumentSet(
                        "an impossible host name",
                        BadHostname.class,
                        "@WithSmtpServer on class " + PACKAGE
                                + "$BadHostname: hostname must be a name without spaces, such as mail.example.org, not"
                                + " \"not a name\""),
                argumentSet("no host name", NoHostname.class, "$NoHostname: hostname must be a name without spaces"),
                argumentSet(
                        "a control in a host name", ForgedHostname.class, "$ForgedHostname: hostname must be a name"),
                argumentSet("two passwords", TwoPasswords.class, "$TwoPasswords: users has two passwords for one name"),
                argumentSet(
                        "authentication that is switched off",
                        AuthSwitchedOff.class,
                        "$AuthSwitchedOff: requireAuth needs AUTH, which without = AUTH switches off: leave one of"
                                + " them out"),
                argumentSet(
                        "a mistake on a superclass",
                        InheritedMistake.class,
                        "@WithSmtpServer on class " + PACKAGE + "$BadPort: port must lie between"),
                argumentSet(
                        "two interfaces",
                        TwoInterfaces.class,
                        "Two SMTP servers without a name on interface " + PACKAGE + "$One and interface " + PACKAGE
                                + "$Other. Give each a name of its own"),
                argumentSet(
                        "a type that cannot be injected",
                        WrongType.class,
                        "Cannot inject a io.github.smtpjunit.inbox.CapturedMail into void " + PACKAGE
                                + "$WrongType.test(io.github.smtpjunit.inbox.CapturedMail). A parameter can be an"
                                + " Inbox, an InboxAssert, an SmtpServer or a jakarta.mail.Session; a mail is asked"
                                + " for when it has been sent, for example by inbox.awaitMail()."),
                argumentSet(
                        "a qualified type that cannot be injected",
                        WrongNamedType.class,
                        "Cannot inject a java.lang.String into void " + PACKAGE + "$WrongNamedType.test("),
                argumentSet(
                        "a type that cannot be injected, asked of a field",
                        WrongTypeWithField.class,
                        "Cannot inject a io.github.smtpjunit.inbox.MailAssert into void " + PACKAGE
                                + "$WrongTypeWithField.test("),
                argumentSet(
                        "two unnamed annotations",
                        TwoUnnamed.class,
                        "Two SMTP servers without a name on class " + PACKAGE
                                + "$TwoUnnamed. Give each a name of its own, by @WithSmtpServer(name = ..), and mark"
                                + " the parameters by @ServerName."),
                argumentSet(
                        "two annotations of one name",
                        TwoOfOneName.class,
                        "Two SMTP servers named \"orders\" on class " + PACKAGE
                                + "$TwoOfOneName. Give each a name of its own"),
                argumentSet("an annotation and a field", AnnotationAndField.class, twoUnnamed),
                argumentSet("an annotation and a static field", AnnotationAndStaticField.class, twoUnnamed),
                argumentSet("two fields", TwoFields.class, twoUnnamed),
                argumentSet(
                        "two static fields of one name",
                        TwoStaticFields.class,
                        twoUnnamed.replace("without a name", "named \"orders\"")),
                argumentSet("a static and an instance field", StaticAndInstanceField.class, twoUnnamed),
                argumentSet(
                        "an unknown name",
                        UnknownName.class,
                        "No SMTP server is named \"alerts\"; there are: \"orders\", one without a name. Declare it by"
                                + " @WithSmtpServer(name = \"alerts\") or SmtpServerExtension.named(\"alerts\")."),
                argumentSet(
                        "no name where one is needed",
                        NoName.class,
                        "Which SMTP server? There are: \"orders\", \"alerts\". Mark the parameter by @ServerName, or"
                                + " leave one server without a name."),
                argumentSet(
                        "an unknown name, asked of a field",
                        UnknownNameWithField.class,
                        "No SMTP server is named \"alerts\"; there are: \"orders\"."),
                argumentSet(
                        "no name where one is needed, asked of fields",
                        NoNameWithFields.class,
                        "Which SMTP server? There are: \"orders\", \"alerts\". Mark the parameter by @ServerName, or"
                                + " leave one server without a name."),
                argumentSet(
                        "an unknown name, asked of a field and an annotation",
                        UnknownNameWithBoth.class,
                        "No SMTP server is named \"alerts\"; there are: one without a name, \"orders\"."));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsExplained(Class<?> sample, String explanation) {
        assertThat(Kit.run(sample).failures()).singleElement().asString().contains(explanation);
    }

    static class TakenPort {
        static int port;

        @RegisterExtension
        final SmtpServerExtension smtp =
                SmtpServerExtension.of(SmtpServer.builder().port(port));

        @Test
        void test(Inbox inbox) {}
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TakenPort.port = other.getLocalPort();

            assertThat(Kit.run(TakenPort.class).failures())
                    .singleElement()
                    .asString()
                    .contains("Cannot listen on localhost:" + TakenPort.port
                            + ": use port 0 for any free port, or stop what listens there");
        }
    }
}
