package io.github.smtpjunit.benchmarks.comparison.tests;

import org.junit.jupiter.api.RepeatedTest;

/** A hundred of these tests. */
class HundredFloor extends FloorCase {

    @RepeatedTest(100)
    void test() throws Exception {
        makes();
    }
}
