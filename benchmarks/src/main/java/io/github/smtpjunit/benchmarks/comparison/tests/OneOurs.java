package io.github.smtpjunit.benchmarks.comparison.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.Test;

/** One test with our extension. */
@WithSmtpServer
class OneOurs {

    @Test
    void confirms(Inbox inbox) throws Exception {
        Order.confirm(inbox.port());

        assertThat(inbox)
                .singleMail()
                .isFrom(Order.FROM)
                .hasSubject(Order.SUBJECT)
                .hasText(Order.TEXT);
    }
}
