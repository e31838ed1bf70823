package io.github.smtpjunit.benchmarks.comparison.tests;

import org.junit.jupiter.api.Test;

/** One of these tests. */
class OneDumbster extends DumbsterCase {

    @Test
    void test() throws Exception {
        confirms();
    }
}
