package io.github.smtpjunit.benchmarks.comparison.tests;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;

/** A test without a server: the mail is made, and not sent. */
abstract class FloorCase {

    final void makes() throws Exception {
        MimeMessage mail = Order.confirmation(25);

        assertThat(mail.getFrom()[0]).hasToString(Order.FROM);
        assertThat(mail.getSubject()).isEqualTo(Order.SUBJECT);
        assertThat(mail.getContent()).isEqualTo(Order.TEXT);
    }
}
