package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostLimitTests {

    private final HostLimit host = new HostLimit(20);

    private int entered() {
        int count = 0;
        while (count < 100 && host.enter()) {
            host.opened();
            count++;
        }
        return count;
    }

    private void leave(int count) {
        for (int i = 0; i < count; i++) {
            host.leave();
        }
    }

    @Test
    void growsWithSuccessUpToTheMost() {
        assertThat(entered()).isEqualTo(5);
        leave(5);
        for (int i = 0; i < 6; i++) {
            host.succeeded(); // a round
        }
        assertThat(entered()).isEqualTo(6);
        leave(6);
        for (int i = 0; i < 1_000; i++) {
            host.succeeded();
        }
        assertThat(entered()).isEqualTo(20);
    }

    @Test
    void shrinksByOneWithEachLostTransactionDownToOne() {
        host.failed();
        host.failed();
        assertThat(entered()).isEqualTo(3);
        leave(3);
        for (int i = 0; i < 10; i++) {
            host.failed();
        }
        assertThat(entered()).isEqualTo(1);
    }

    @Test
    void connectionsBeyondWhatIsLeftAreToEnd() {
        assertThat(entered()).isEqualTo(5);
        assertThat(host.isExceeded()).isFalse();
        host.failed();
        assertThat(host.isExceeded()).isTrue();
        host.leave();
        assertThat(host.isExceeded()).isFalse();
    }

    @Test
    void aConnectionThatIsRefusedBesideOthersLeavesRoomForThoseOnly() {
        for (int i = 0; i < 3; i++) {
            assertThat(host.enter()).isTrue();
        }
        assertThat(host.refused()).as("there are others").isTrue();
        assertThat(host.enter()).as("two are what it takes").isFalse();
    }

    @Test
    void theOnlyConnectionThatIsRefusedIsOneLess() {
        assertThat(host.enter()).isTrue();
        assertThat(host.refused()).as("there are no others").isFalse();
        assertThat(entered()).isEqualTo(4);
    }
}
