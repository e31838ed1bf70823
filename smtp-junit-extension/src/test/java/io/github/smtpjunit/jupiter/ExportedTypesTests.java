package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.fixture.ExportedTypesTestCase;

class ExportedTypesTests extends ExportedTypesTestCase {

    ExportedTypesTests() {
        super("io/github/smtpjunit/jupiter");
    }
}
