package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MemorySpoolTests extends MailSpoolContract {

    @Override
    MailSpool newSpool() {
        return new MemorySpool(MAX_MAILS);
    }

    @Test
    void hasRoomForOneMailAtLeast() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MemorySpool(0));
    }
}
