package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.fixture.PatternTestCase;
import java.util.Set;

class PatternTests extends PatternTestCase {

    PatternTests() {
        super(
                "io.github.smtpjunit.jupiter",
                40,
                Set.of(
                        "AccessibilityRules.FILE_NAME",
                        "FailureReport.REPLY",
                        "FormatRules.FIELD",
                        "Given.MEDIA_TYPE",
                        "HeaderRules.DATE",
                        "InjectionSigns.FIELD",
                        "LinkRules.FILE_AS_TEXT",
                        "LinkRules.STAGING",
                        "Links.LOCAL",
                        "ListRules.LIST_ID",
                        "MailQuery.TERM",
                        "PrivacyRules.TINY",
                        "Snapshots.NO_TEST"),
                "a",
                "\"",
                "<",
                "http://",
                "mailto:a",
                "METHOD:",
                "<meta ",
                "charset",
                "tel:");
    }
}
