package io.github.smtpjunit.benchmarks.comparison.tests;

import io.github.smtpjunit.inbox.Inbox;
import org.junit.jupiter.api.RepeatedTest;

/** A hundred of these tests. */
class HundredOurs extends OursCase {

    @RepeatedTest(100)
    void test(Inbox inbox) throws Exception {
        confirms(inbox);
    }
}
