package io.github.smtpjunit.mail;

import io.github.smtpjunit.fixture.NullArgumentTestCase;
import java.nio.charset.StandardCharsets;
import java.util.List;

class NullArgumentTests extends NullArgumentTestCase {

    NullArgumentTests() {
        super(10, "io.github.smtpjunit.mail");
    }

    @Override
    protected List<?> objects() {
        ParsedMail mail = ParsedMail.parse("Subject: Tea\r\n\r\nCome to tea.\r\n".getBytes(StandardCharsets.US_ASCII));
        SourcePart source = SourcePart.of("Subject: Tea\r\n\r\nCome to tea.\r\n");
        return List.of(mail, mail.root(), source, source.fields().get(0), new byte[0]);
    }
}
