package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.Lanes.Ticket;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTests {

    private final Lanes lanes = new Lanes(8);

    private Ticket entered(String lane, int recipients) {
        Ticket ticket = new Ticket(lane);
        lanes.enter(ticket, recipients);
        return ticket;
    }

    @Test
    void whoStandsStillTakesAHalfAndThereIsAlwaysRoomForAnother() {
        entered("silent", 3);
        assertThat(lanes.hasRoom("silent")).isTrue();
        entered("silent", 1);
        assertThat(lanes.hasRoom("silent")).isFalse();
        assertThat(lanes.hasRoom("other")).isTrue();
        assertThat(lanes.room()).isEqualTo(4);
    }

    @Test
    void thereIsNoRoomBeyondTheMostEvenIfTheLastOneWasLarger() {
        entered("one", 3);
        entered("other", 9);
        assertThat(lanes.room()).isZero();
        assertThat(lanes.hasRoom("third")).isFalse();
    }

    @Test
    void aMailIsLookedForAgainWhenAllWasFullAndIsNotAnyMore() {
        Ticket first = entered("one", 4);
        Ticket second = entered("other", 5);
        assertThat(lanes.leave(first, 1)).as("eight are left").isFalse();
        assertThat(lanes.leave(second, 1)).as("seven are left").isTrue();
        assertThat(lanes.leave(second, 1)).as("it was not full before").isFalse();
    }

    @Test
    void aMailThatWaitsIsLookedForWhenItsDestinationHasRoomThatIsWorthIt() {
        Ticket busy = entered("busy", 5);
        assertThat(lanes.obstacle(List.of("busy"))).contains("busy");
        assertThat(lanes.leave(busy, 1)).as("4 are left, of room for 4").isFalse();
        assertThat(lanes.leave(busy, 1)).as("3 are left, of room for 5").isFalse();
        assertThat(lanes.leave(busy, 1)).as("2 are left, of room for 6").isTrue();
        assertThat(lanes.wantedWithRoom()).containsExactly("busy");
        lanes.unwanted("busy");
        assertThat(lanes.areWanted()).isFalse();
        assertThat(lanes.leave(busy, 1)).as("none waits any more").isFalse();
    }

    @Test
    void aMailToSeveralGoesWhereItCan() {
        entered("busy", 5);
        assertThat(lanes.obstacle(List.of("busy", "idle"))).isEmpty();
        assertThat(lanes.obstacle(List.of())).as("no recipient is left").isEmpty();
        assertThat(lanes.areWanted()).isFalse();
    }
}
