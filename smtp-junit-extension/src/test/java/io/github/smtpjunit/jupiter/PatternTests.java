package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.fixture.PatternTestCase;
import java.util.Set;

class PatternTests extends PatternTestCase {

    PatternTests() {
        super(
                "io.github.smtpjunit.jupiter",
                5,
                Set.of("FailureReport.REPLY", "Given.MEDIA_TYPE", "Snapshots.NO_TEST"),
                "a",
                "\"",
                "<");
    }
}
