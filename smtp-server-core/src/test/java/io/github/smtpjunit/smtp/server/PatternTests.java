package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.fixture.PatternTestCase;
import java.util.Set;

class PatternTests extends PatternTestCase {

    PatternTests() {
        super(
                "io.github.smtpjunit.smtp",
                10,
                Set.of(
                        "AddressLiteral.GENERAL",
                        "NumericAddress.MAYBE_IPV6",
                        "ScramClient.SERVER_FIRST",
                        "ParameterRules.ORIGINAL_RECIPIENT",
                        "FaultText.HEAD",
                        "LenientArgument.NAME"),
                "a",
                "n=",
                "n,a=",
                "n=a,r=b",
                "c=a,r=b",
                "r=a,s=b",
                "rfc822;",
                "utf-8;",
                "HTTP/",
                "[a:",
                "user=");
    }
}
