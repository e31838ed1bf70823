package io.github.smtpjunit.inbox;

import io.github.smtpjunit.fixture.PatternTestCase;
import java.util.Set;

class PatternTests extends PatternTestCase {

    PatternTests() {
        super(
                "io.github.smtpjunit.inbox",
                5,
                Set.of("FailureReport.REPLY", "Given.MEDIA_TYPE", "Snapshots.NO_TEST"),
                "a",
                "\"",
                "<");
    }
}
