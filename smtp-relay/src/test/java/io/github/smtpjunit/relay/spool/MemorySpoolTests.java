package io.github.smtpjunit.relay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemorySpoolTests extends MailSpoolContract {

    @Override
    MailSpool newSpool() {
        return new MemorySpool(MAX_MAILS);
    }

    @Override
    MailSpool newSpool(long maxMemory) {
        return new MemorySpool(MAX_MAILS, maxMemory);
    }

    @Test
    void contentsCountAndThoseThatAreGivenUpDoNot() throws Exception {
        try (MailSpool small = newSpool(10_000)) {
            byte[] large = new byte[10_001];
            assertThatThrownBy(() -> MailSpoolContract.store(small, ENVELOPE, NOON, large))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining("finds no room");
            for (int i = 0; i < 5; i++) {
                MailSpoolContract.store(small, ENVELOPE, NOON, new byte[6_000]);
                assertThatThrownBy(() -> MailSpoolContract.store(small, ENVELOPE, NOON, new byte[6_000]))
                        .isInstanceOf(SpoolFullException.class);
                small.done(small.claim(NOON, LEASE, 1).get(0));
            }
        }
    }

    @Test
    void takesNoMailOnceItIsClosed() throws Exception {
        MailSpool spool = newSpool();
        try (MailSpool.Draft draft = spool.draft(ENVELOPE, NOON)) {
            spool.close();
            assertThatThrownBy(draft::commit).isInstanceOf(IOException.class).hasMessage("The spool is closed");
        }
        assertThat(spool.list()).isEmpty();
    }

    @Test
    void hasRoomForOneMailAtLeast() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MemorySpool(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new MemorySpool(1, 0));
    }
}
