package io.github.smtpjunit.mail;

import io.github.smtpjunit.fixture.ExportedTypesTestCase;

class ExportedTypesTests extends ExportedTypesTestCase {

    ExportedTypesTests() {
        super("io/github/smtpjunit/mail");
    }
}
