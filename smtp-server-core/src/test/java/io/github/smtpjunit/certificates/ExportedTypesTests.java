package io.github.smtpjunit.certificates;

import io.github.smtpjunit.fixture.ExportedTypesTestCase;
import java.nio.file.Path;

/** Those of smtp-certificates, which is built before the fixtures are. */
class ExportedTypesTests extends ExportedTypesTestCase {

    ExportedTypesTests() {
        super(Path.of("..", "smtp-certificates"), "io/github/smtpjunit/certificates");
    }
}
