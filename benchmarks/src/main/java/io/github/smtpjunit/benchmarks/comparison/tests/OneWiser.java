package io.github.smtpjunit.benchmarks.comparison.tests;

import org.junit.jupiter.api.Test;

/** One of these tests. */
class OneWiser extends WiserCase {

    @Test
    void test() throws Exception {
        confirms();
    }
}
