package io.github.smtpjunit.relay;

import io.github.smtpjunit.fixture.PatternTestCase;
import java.util.Set;

class PatternTests extends PatternTestCase {

    PatternTests() {
        super(
                "io.github.smtpjunit.relay",
                8,
                Set.of(
                        "MailJson.TYPE",
                        "OwnNames.HOST",
                        "RecipientReport.ORIGINAL",
                        "Step.FORM",
                        "DomainNames.NAME",
                        "SpoolLayout.SEGMENT_NAME"),
                "a",
                "r=a,s=b",
                "[::",
                "Final-Recipient: utf-8;");
    }
}
