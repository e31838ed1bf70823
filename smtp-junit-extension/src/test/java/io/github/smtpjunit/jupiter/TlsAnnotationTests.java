package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.TlsMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What contradicts itself in {@code @WithSmtpServer}. The static classes are samples, run by the kit. */
class TlsAnnotationTests {

    @WithSmtpServer(certificate = ServerCertificate.EXPIRED)
    static class CertificateWithoutTls {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(tls = TlsMode.REQUIRED, without = ServiceExtension.STARTTLS)
    static class RequiredWithoutStartTls {
        @Test
        void test(Inbox inbox) {}
    }

    @WithSmtpServer(tls = TlsMode.STARTTLS, without = ServiceExtension.STARTTLS)
    static class StartTlsWithoutStartTls {
        @Test
        void test(Inbox inbox) {}
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CertificateWithoutTls   | certificate = EXPIRED is never shown without TLS: set tls, for example tls = STARTTLS
            RequiredWithoutStartTls | tls = REQUIRED offers STARTTLS, which without = STARTTLS switches off: leave one of them out
            StartTlsWithoutStartTls | tls = STARTTLS offers STARTTLS, which without = STARTTLS switches off: leave one of them out
            """)
    void isExplained(String sample, String problem) throws Exception {
        Class<?> type = Class.forName(TlsAnnotationTests.class.getName() + "$" + sample);

        assertThat(Kit.run(type).failures()).singleElement().asString().contains(sample, problem);
    }
}
