package io.github.smtpjunit.benchmarks.comparison.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;

/** A test with our extension. */
@WithSmtpServer
abstract class OursCase {

    final void confirms(Inbox inbox) throws Exception {
        Order.confirm(inbox.port());

        assertThat(inbox)
                .singleMail()
                .isFrom(Order.FROM)
                .hasSubject(Order.SUBJECT)
                .hasText(Order.TEXT);
    }
}
