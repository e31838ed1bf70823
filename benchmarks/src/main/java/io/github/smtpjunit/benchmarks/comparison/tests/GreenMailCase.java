package io.github.smtpjunit.benchmarks.comparison.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;

/** A test with GreenMail. */
abstract class GreenMailCase {

    final void confirms() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            Order.confirm(server.getSmtp().getPort());

            assertThat(server.getReceivedMessages()).hasSize(1);
            MimeMessage mail = server.getReceivedMessages()[0];
            assertThat(mail.getFrom()[0]).hasToString(Order.FROM);
            assertThat(mail.getSubject()).isEqualTo(Order.SUBJECT);
            assertThat(mail.getContent().toString().strip()).isEqualTo(Order.TEXT);
        } finally {
            server.stop();
        }
    }
}
