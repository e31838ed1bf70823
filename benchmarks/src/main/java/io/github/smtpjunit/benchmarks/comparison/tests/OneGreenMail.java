package io.github.smtpjunit.benchmarks.comparison.tests;

import org.junit.jupiter.api.Test;

/** One of these tests. */
class OneGreenMail extends GreenMailCase {

    @Test
    void test() throws Exception {
        confirms();
    }
}
