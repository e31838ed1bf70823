package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.charset.Charset;
import java.util.function.Consumer;
import org.junit.jupiter.params.provider.Arguments;

/** The rows of a table of what mails mean: {@code (content, expectation)}. */
final class MeaningRows {

    private MeaningRows() {}

    static Arguments row(String name, byte[] content, Consumer<CapturedMail> expectation) {
        return argumentSet(name, content, expectation);
    }

    static Arguments row(String name, String lines, Consumer<CapturedMail> expectation) {
        return row(name, RawClient.crlf(lines).getBytes(UTF_8), expectation);
    }

    static byte[] encoded(String lines, Charset charset) {
        return RawClient.crlf(lines).getBytes(charset);
    }

    /** Delivers a mail, and checks that it is kept as it is, and what it means. */
    static void assertReceived(Inbox inbox, byte[] content, Consumer<CapturedMail> expectation) {
        RawClient.deliver(inbox, content);

        CapturedMail mail = inbox.awaitMail();
        assertThat(mail.raw()).isEqualTo(content);
        assertThat(mail.rawText()).isNotNull();
        assertThat(mail.mime()).isNotNull();
        assertThat(mail).hasToString(mail.toString());
        expectation.accept(mail);
    }
}
