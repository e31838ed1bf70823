package io.github.smtpjunit.inbox;

import io.github.smtpjunit.fixture.PatternTestCase;
import java.nio.file.Path;
import java.util.Set;

/** Of smtp-certificates, which the build makes before the fixtures. */
class CertificatePatternTests extends PatternTestCase {

    CertificatePatternTests() {
        super(
                Path.of("../smtp-certificates"),
                "io.github.smtpjunit.certificates",
                0,
                Set.of("CertificateMaker.IPV4"),
                "-----BEGIN A-----",
                "-----BEGIN ",
                "-----");
    }
}
