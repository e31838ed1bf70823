package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.page.MailPage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithSmtpServer
class MailPagesDemo {

    @TempDir
    Path directory;

    private Shop shop;

    @BeforeEach
    void open(Inbox inbox) {
        shop = new Shop(inbox.host(), inbox.port());
    }

    // region page
    @Test
    void canBeLookedAt(Inbox inbox) throws IOException {
        shop.register("Ada", "ada@example.org");

        CapturedMail mail = inbox.awaitMails(1).get(0);
        mail.page().writeTo(directory.resolve("welcome.html"));
    }
    // endregion

    // region page-of-a-file
    @Test
    void canBeLookedAtWithoutATest(Inbox inbox) throws IOException {
        shop.register("Ada", "ada@example.org");
        byte[] octets = inbox.awaitMails(1).get(0).raw(); // or Files.readAllBytes(..) of an .eml file

        MailPage page = MailPage.of(ParsedMail.parse(octets));
        assertThat(page.render()).contains("Welcome, Ada");
    }
    // endregion

    // region album
    @Test
    @WithSmtpServer(album = true)
    void isInTheAlbumAlsoWhenItPasses(Inbox inbox) {
        shop = new Shop(inbox.host(), inbox.port());
        shop.register("Ada", "ada@example.org");

        assertThat(inbox).singleMail().hasSubject("Welcome, Ada");
    }
    // endregion
}
