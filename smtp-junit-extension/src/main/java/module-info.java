/** JUnit tests that send mail, and assert on what arrived. */
@SuppressWarnings("requires-automatic") // jDKIM has no module descriptor; it is optional
module io.github.smtpjunit.jupiter {
    requires transitive io.github.smtpjunit.certificates;
    requires transitive io.github.smtpjunit.smtp;
    requires transitive jakarta.mail;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;
    requires org.jsoup;
    requires static apache.jdkim.library;

    exports io.github.smtpjunit.jupiter;

    // JUnit instantiates the package-private extension behind the annotation; AssertJ makes proxies for soft
    // assertions.
    opens io.github.smtpjunit.jupiter to
            org.junit.platform.commons,
            org.assertj.core;
}
