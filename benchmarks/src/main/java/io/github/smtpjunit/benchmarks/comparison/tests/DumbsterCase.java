package io.github.smtpjunit.benchmarks.comparison.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumbster.smtp.SimpleSmtpServer;
import com.dumbster.smtp.SmtpMessage;

/** A test with dumbster. */
abstract class DumbsterCase {

    final void confirms() throws Exception {
        try (SimpleSmtpServer server = SimpleSmtpServer.start(SimpleSmtpServer.AUTO_SMTP_PORT)) {
            Order.confirm(server.getPort());

            assertThat(server.getReceivedEmails()).hasSize(1);
            SmtpMessage mail = server.getReceivedEmails().get(0);
            assertThat(mail.getHeaderValue("From")).isEqualTo(Order.FROM);
            assertThat(mail.getHeaderValue("Subject")).isEqualTo(Order.SUBJECT);
            assertThat(mail.getBody()).isEqualTo(Order.TEXT);
        }
    }
}
