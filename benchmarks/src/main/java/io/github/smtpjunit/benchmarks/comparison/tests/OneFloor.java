package io.github.smtpjunit.benchmarks.comparison.tests;

import org.junit.jupiter.api.Test;

/** One of these tests. */
class OneFloor extends FloorCase {

    @Test
    void test() throws Exception {
        makes();
    }
}
