package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.page.Album;
import io.github.smtpjunit.mail.page.MailPage;
import io.github.smtpjunit.mail.page.TestPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The albums of several modules become one. */
class AlbumCommandTests extends CommandTestCase {

    private final Path directory;

    AlbumCommandTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private Path album(String module) throws IOException {
        Path target = directory.resolve(module).resolve("target/smtp-junit");
        MailPage mail = MailPage.of(ParsedMail.parse(("Subject: Of " + module + "\r\n\r\nHello\r\n").getBytes(UTF_8)));
        Album album = Album.startRun(target, Instant.now());
        album.add("1", TestPages.of("shop." + module, "confirms()").mails(List.of(mail)));
        album.writeIndex();
        return target;
    }

    @Test
    void modulesBecomeOneAlbum() throws IOException {
        Path merged = directory.resolve("merged");

        Outcome result = run("album", album("One").toString(), album("Two").toString(), "--into", merged.toString());

        assertThat(result.code()).isZero();
        assertThat(result.out().strip()).isEqualTo(merged.resolve("index.html").toString());
        assertThat(Files.readString(merged.resolve("index.html"))).contains("Of One", "Of Two", "2 mails of 2 tests");
    }

    @Test
    void aDirectoryThatIsMissingIsNamed() {
        Outcome result = run("album", directory.resolve("none").toString(), "--into", "merged");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("There is no directory", "none");
    }

    @Test
    void theTargetIsNeeded() {
        assertThat(run("album", directory.toString()).code()).isEqualTo(2);
    }
}
