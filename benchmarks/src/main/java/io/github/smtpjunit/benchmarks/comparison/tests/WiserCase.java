package io.github.smtpjunit.benchmarks.comparison.tests;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import org.subethamail.wiser.Wiser;

/** A test with Wiser. */
abstract class WiserCase {

    final void confirms() throws Exception {
        Wiser wiser = Wiser.port(0);
        wiser.start();
        try {
            Order.confirm(wiser.getServer().getPortAllocated());

            assertThat(wiser.getMessages()).hasSize(1);
            MimeMessage mail = wiser.getMessages().get(0).getMimeMessage();
            assertThat(mail.getFrom()[0]).hasToString(Order.FROM);
            assertThat(mail.getSubject()).isEqualTo(Order.SUBJECT);
            assertThat(mail.getContent().toString().strip()).isEqualTo(Order.TEXT);
        } finally {
            wiser.stop();
        }
    }
}
