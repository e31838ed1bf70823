package io.github.smtpjunit.benchmarks.comparison.tests;

import org.junit.jupiter.api.RepeatedTest;

/** A hundred of these tests. */
class HundredWiser extends WiserCase {

    @RepeatedTest(100)
    void test() throws Exception {
        confirms();
    }
}
