package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The subject of a mail, for the log. */
class SubjectReaderTests {

    private static String subject(String mail) throws IOException {
        SubjectReader reader = new SubjectReader(new ByteArrayInputStream(mail.getBytes(UTF_8)));
        reader.transferTo(OutputStream.nullOutputStream());
        return reader.subject();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "Subject: Hello#To: a@x##x > Hello",
                "To: a@x#SUBJECT :Hello# Ada##x > Hello Ada",
                "Subject:# Hello##x > Hello",
                "Subject: a#\tb# c#To: d##x > a b c",
                "To: a@x##Subject: no# > ''",
                "X-Subject: no##x > ''",
                "Subject > ''",
                "To: a# Subject: no##x > ''"
            })
    void isUnfolded(String mail, String expected) throws IOException {
        assertThat(subject(mail.replace("#", "\r\n").replace("\\t", "\t"))).isEqualTo(expected);
        assertThat(subject(mail.replace("#", "\n").replace("\\t", "\t"))).isEqualTo(expected);
    }

    @Test
    void ofManyLinesIsReadOnASmallStack() throws Exception {
        String[] found = new String[1];
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        found[0] = subject("Subject: a" + "\r\n b".repeat(20_000) + "\r\n\r\n");
                    } catch (IOException e) {
                        found[0] = e.toString();
                    }
                },
                "small-stack",
                128 * 1024);
        thread.start();
        thread.join();
        assertThat(found[0]).startsWith("a b b").hasSizeGreaterThan(5_000);
    }
}
