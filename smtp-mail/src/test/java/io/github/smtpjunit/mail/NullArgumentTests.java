package io.github.smtpjunit.mail;

import io.github.smtpjunit.fixture.NullArgumentTestCase;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.MailLint;
import io.github.smtpjunit.mail.page.Album;
import io.github.smtpjunit.mail.page.MailPage;
import io.github.smtpjunit.mail.page.SampleMails;
import io.github.smtpjunit.mail.page.TestPages;
import io.github.smtpjunit.smtp.Envelope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

class NullArgumentTests extends NullArgumentTestCase {

    private final Path directory;

    NullArgumentTests(@TempDir Path directory) {
        super(70, "io.github.smtpjunit.mail", "io.github.smtpjunit.mail.lint", "io.github.smtpjunit.mail.page");
        this.directory = directory;
    }

    @Override
    protected Set<String> takingAnyNumber() {
        return Set.of("PdfFile", "VisibleText.escaped", "VisibleText.isUnseen"); // a fact, and characters
    }

    @Override
    protected List<?> objects() throws Exception {
        ParsedMail mail = ParsedMail.parse("Subject: Tea\r\n\r\nCome to tea.\r\n".getBytes(StandardCharsets.US_ASCII));
        SourcePart source = mail.source().root();
        MailQuery query = MailQuery.parse("tea");
        Envelope envelope = Envelope.of("shop@example.com", "ada@example.org");
        return List.of(
                mail,
                mail.root(),
                mail.source(),
                source,
                source.fields().get(0),
                new byte[0],
                Optional.empty(),
                envelope,
                new Arrival(envelope, Instant.EPOCH, false),
                query,
                query.words().get(0),
                Link.to("https://example.com/"),
                MailAddress.of("ada@example.org"),
                Attachment.of("tea.txt", "text/plain", new byte[0]),
                new ZipFile(List.of()),
                DkimSignature.of("v=1"),
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic(),
                MailPage.of(mail),
                TestPages.of("shop.TeaTests", "tea()"),
                Album.startRun(directory, Instant.EPOCH),
                directory,
                SampleMails.session(),
                Scrubber.uuids(),
                MailLint.rules().get(0),
                MailLint.check(mail, LintProfile.BULK));
    }
}
