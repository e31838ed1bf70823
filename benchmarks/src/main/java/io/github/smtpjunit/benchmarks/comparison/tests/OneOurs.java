package io.github.smtpjunit.benchmarks.comparison.tests;

import io.github.smtpjunit.inbox.Inbox;
import org.junit.jupiter.api.Test;

/** One of these tests. */
class OneOurs extends OursCase {

    @Test
    void test(Inbox inbox) throws Exception {
        confirms(inbox);
    }
}
