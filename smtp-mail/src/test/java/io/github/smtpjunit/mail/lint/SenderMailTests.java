package io.github.smtpjunit.mail.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.ParsedMail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Good mails of senders that are not written in Java: see the README beside them. */
class SenderMailTests {

    private static final Path FOLDER = Path.of("src/test/resources/senders");

    private static List<Path> mails() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreMailsOfEachSender() throws IOException {
        assertThat(mails())
                .extracting(file -> file.getFileName().toString().replaceFirst("-.*", ""))
                .contains("nodemailer", "python", "mjml");
    }

    @ParameterizedTest
    @MethodSource("mails")
    void theLintWarnsOfNothing(Path file) throws IOException {
        ParsedMail mail = ParsedMail.parse(Files.readAllBytes(file));

        assertThat(MailLint.check(mail, LintProfile.TRANSACTIONAL)
                        .atLeast(LintSeverity.WARNING)
                        .findings())
                .isEmpty();
        assertThat(MailLint.check(mail, LintProfile.BULK)
                        .ignoring("list.*", "sender.*", "spam.html.images-only")
                        .atLeast(LintSeverity.WARNING)
                        .findings())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("mails")
    void theReaderMendsNothing(Path file) throws IOException {
        ParsedMail mail = ParsedMail.parse(Files.readAllBytes(file));

        assertThat(mail.problems()).isEmpty();
        assertThat(mail.text()).isPresent();
        assertThat(mail.htmlBody().stream())
                .allSatisfy(html -> assertThat(html.visibleText()).isNotEmpty());
    }
}
