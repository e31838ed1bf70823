package io.github.smtpjunit.relay.catcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.server.SmtpServer;
import org.junit.jupiter.api.Test;

class MemoryMailsTests extends CaughtMailsContract {

    private static final int BOUND = 400_000;

    @Override
    MailKeeper keeper() {
        return new MemoryMails(64L * 1024 * 1024);
    }

    private static String ofSize(int octets) {
        return "Subject: x\r\n\r\n" + "x\r\n".repeat(octets / 3);
    }

    @Test
    void theOldestMakeRoom() throws Exception {
        MemoryMails memory = new MemoryMails(BOUND);
        CaughtMails mails = mails(memory);
        Notes notes = new Notes();
        mails.addListener(notes);
        SmtpServer server = server(mails);
        for (int i = 0; i < 10; i++) {
            assertThat(send(server, ofSize(100_000), "ada@example.org")).startsWith("250");
            assertThat(memory.held()).isLessThanOrEqualTo(BOUND);
        }
        assertThat(mails.list()).extracting(CaughtMail::id).containsExactly("000010", "000009", "000008");
        assertThat(notes.notes).contains("MEMORY 000001", "MEMORY 000007").doesNotContain("MEMORY 000008");
        mails.delete(mails.list());
        assertThat(memory.held()).isZero();
        assertThat(memory.arriving()).isZero();
    }

    @Test
    void aMailThatIsTooLargeDropsNoOther() throws Exception {
        MemoryMails memory = new MemoryMails(BOUND);
        CaughtMails mails = mails(memory);
        SmtpServer server = server(mails);
        send(server, ofSize(100_000), "ada@example.org");
        assertThat(send(server, ofSize(BOUND), "ada@example.org")).startsWith("452");
        assertThat(mails.list()).hasSize(1);
        assertThat(memory.arriving()).isZero();
    }

    @Test
    void manySmallMailsAndLongEnvelopesAreCountedToo() throws Exception {
        MemoryMails memory = new MemoryMails(BOUND);
        CaughtMails mails = mails(memory);
        SmtpServer server = server(mails);
        String[] many = new String[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = "recipient-with-a-long-name-" + i + "@example.org";
        }
        for (int i = 0; i < 30; i++) {
            send(server, "x\r\n", many);
        }
        assertThat(mails.list()).hasSizeBetween(5, 25);
        assertThat(memory.held()).isLessThanOrEqualTo(BOUND);
    }
}
