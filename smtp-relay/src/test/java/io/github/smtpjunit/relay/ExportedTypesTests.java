package io.github.smtpjunit.relay;

import io.github.smtpjunit.fixture.ExportedTypesTestCase;

class ExportedTypesTests extends ExportedTypesTestCase {

    ExportedTypesTests() {
        super("io/github/smtpjunit/relay");
    }
}
