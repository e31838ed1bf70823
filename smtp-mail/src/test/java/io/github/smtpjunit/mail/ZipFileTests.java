package io.github.smtpjunit.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names in archives. */
class ZipFileTests {

    /** Windows and Info-ZIP write code page 437 without a mark, Java marks UTF-8. */
    @ParameterizedTest
    @ValueSource(strings = {"IBM437", "UTF-8"})
    void aNameIsInCodePage437OrUtf8(String charset) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(octets, Charset.forName(charset))) {
            zip.putNextEntry(new ZipEntry("\u00dcbersicht/M\u00e4rz.txt"));
            zip.write("tea".getBytes(UTF_8));
            zip.putNextEntry(new ZipEntry("b.txt"));
        }

        ZipFile archive = ZipFile.read(Attachment.of("a.zip", "application/zip", octets.toByteArray()))
                .orElseThrow();

        assertThat(archive.names()).containsExactly("\u00dcbersicht/M\u00e4rz.txt", "b.txt");
        assertThat(archive.entry("\u00dcbersicht/M\u00e4rz.txt").map(Attachment::text))
                .contains("tea");
    }
}
