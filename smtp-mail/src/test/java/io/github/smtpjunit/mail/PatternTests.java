package io.github.smtpjunit.mail;

import io.github.smtpjunit.fixture.PatternTestCase;
import java.util.Set;

class PatternTests extends PatternTestCase {

    PatternTests() {
        super(
                "io.github.smtpjunit.mail",
                40,
                Set.of(
                        "AccessibilityRules.FILE_NAME",
                        "FormatRules.FIELD",
                        "HeaderRules.DATE",
                        "InjectionSigns.FIELD",
                        "Link.LOCAL",
                        "LinkRules.FILE_AS_TEXT",
                        "LinkRules.STAGING_LABEL",
                        "ListRules.LIST_ID",
                        "MailQuery.TERM",
                        "PrivacyRules.TINY"),
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
