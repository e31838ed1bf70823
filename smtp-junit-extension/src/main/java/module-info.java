/** JUnit tests that send mail, and assert on what arrived. */
@SuppressWarnings("requires-automatic") // Spring
module io.github.smtpjunit.jupiter {
    requires transitive io.github.smtpjunit.certificates;
    requires transitive io.github.smtpjunit.mail;
    requires transitive io.github.smtpjunit.smtp;
    requires transitive org.assertj.core;
    requires static jakarta.mail; // as the user has it, if at all; a module that uses a Session requires it itself
    requires static transitive org.junit.jupiter.api; // as the user has it
    requires static transitive org.jspecify;
    requires static io.micronaut.test.micronaut_test_core;
    requires static quarkus.test.common;
    requires static spring.beans;
    requires static spring.context;
    requires static spring.core;
    requires static spring.test;
    requires net.bytebuddy; // AssertJ's soft assertions need it, and AssertJ does not require it
    requires org.jsoup;

    exports io.github.smtpjunit.inbox;
    exports io.github.smtpjunit.jupiter;

    // AssertJ makes proxies for soft assertions.
    opens io.github.smtpjunit.inbox to
            org.assertj.core;

    // JUnit instantiates the package-private extension behind the annotation, Spring the factory of its customizer.
    opens io.github.smtpjunit.jupiter to
            org.junit.platform.commons,
            spring.core;
}
