package io.github.smtpjunit.smtp;

import io.github.smtpjunit.fixture.ExportedTypesTestCase;

class ExportedTypesTests extends ExportedTypesTestCase {

    ExportedTypesTests() {
        super("io/github/smtpjunit/smtp");
    }
}
