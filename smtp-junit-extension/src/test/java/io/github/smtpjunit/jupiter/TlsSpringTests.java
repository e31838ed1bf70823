package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.mail.MailSenderAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Spring's mail sender, configured by Spring Boot from the kit's values, and by hand from its properties. */
@Timeout(60)
class TlsSpringTests {

    private static final CertificateKit KIT = CertificateKit.shared();

    private static Inbox start(boolean implicitTls, ServerCertificate certificate) {
        SmtpServerBuilder builder = SmtpServer.builder().tls(KIT.serverContext(certificate));
        return Inbox.start(implicitTls ? builder.implicitTls() : builder.requireTls());
    }

    private static SimpleMailMessage mail() {
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo("ada@example.org");
        mail.setText("Hello Ada");
        return mail;
    }

    private static void sendBySpringBoot(Map<String, String> values) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("kit", Map.copyOf(values)));
            context.register(SslAutoConfiguration.class, MailSenderAutoConfiguration.class);
            context.refresh();
            context.getBean(JavaMailSender.class).send(mail());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void springBootTrustsTheKit(boolean implicitTls) {
        try (Inbox inbox = start(implicitTls, ServerCertificate.GOOD)) {
            sendBySpringBoot(
                    implicitTls
                            ? KIT.implicitTlsSpringProperties("localhost", inbox.port())
                            : KIT.springProperties("localhost", inbox.port()));

            assertThat(inbox)
                    .singleMail()
                    .transport()
                    .usedTls("TLSv1.3")
                    .returnToMail()
                    .isTo("ada@example.org");
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GOOD", "CN_ONLY"}) // the JDK looks at the common name
    void springBootRefuses(ServerCertificate bad) {
        try (Inbox inbox = start(false, bad)) {
            Map<String, String> values = KIT.springProperties("localhost", inbox.port());

            assertThatThrownBy(() -> sendBySpringBoot(values)).isInstanceOf(MailException.class);
            assertThat(inbox).hasNoMail();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void springWithoutBootTrustsTheKit(boolean implicitTls) {
        try (Inbox inbox = start(implicitTls, ServerCertificate.GOOD)) {
            JavaMailSenderImpl sender = new JavaMailSenderImpl();
            sender.setHost(inbox.host());
            sender.setPort(inbox.port());
            sender.setJavaMailProperties(
                    implicitTls
                            ? KIT.implicitTlsMailProperties(inbox.host(), inbox.port())
                            : KIT.mailProperties(inbox.host(), inbox.port()));
            sender.send(mail());

            assertThat(inbox).singleMail().transport().usedTls("TLSv1.3");
        }
    }
}
