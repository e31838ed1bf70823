package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.server.Step.Chunk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The reader of BDAT, with content, chunks, segments and reads split at random. */
class ChunkReaderTests extends ReaderTestCase {

    @Test
    void contentIsTheSameHoweverItIsSplit() throws IOException {
        Random random = new Random(20261122);
        for (int run = 0; run < 5_000; run++) {
            byte[] octets = new byte[random.nextInt(200)];
            random.nextBytes(octets);
            String content = Octets.toString(octets);
            Deque<Chunk> chunks = chunks(octets.length, random);
            WireInput input = input(content + "NOOP", () -> 1 + random.nextInt(20));
            ChunkReader reader =
                    new ChunkReader(input, chunks.remove(), chunks::remove, 1_000, new BareNewlineCheck(false));

            StringBuilder read = new StringBuilder();
            byte[] piece = new byte[1 + random.nextInt(50)];
            int count;
            while ((count = reader.read(piece)) >= 0) {
                read.append(Octets.toString(Arrays.copyOf(piece, count)));
            }

            assertThat(read.toString()).isEqualTo(content);
            assertThat(chunks).isEmpty();
            assertThat(rest(input)).isEqualTo("NOOP");
        }
    }

    private static Deque<Chunk> chunks(int total, Random random) {
        Deque<Chunk> chunks = new ArrayDeque<>();
        int left = total;
        while (random.nextInt(4) > 0) {
            int size = random.nextInt(left + 1);
            chunks.add(new Chunk(size, false));
            left -= size;
        }
        chunks.add(new Chunk(left, true));
        return chunks;
    }

    @Test
    void theRestOfWhatIsTooLargeIsNotKept() throws IOException {
        WireInput input = flood("NOOP");
        ChunkReader reader = new ChunkReader(
                input, new Chunk(FLOOD, true), () -> new Chunk(0, true), 1_000, new BareNewlineCheck(false));

        long before = CostTests.allocated();
        reader.drain();
        reader.skipAfterFailure();
        assertThat(CostTests.allocated() - before).isLessThan(LITTLE);

        assertThat(rest(input)).isEqualTo("NOOP");
    }

    @Test
    void aHugeAnnouncementIsNotAllocated() throws IOException {
        WireInput input = input("abc", () -> 2);
        ChunkReader reader = new ChunkReader(
                input,
                new Chunk(999_999_999_999_999_999L, true),
                () -> new Chunk(0, true),
                1_000,
                new BareNewlineCheck(false));

        assertThat(reader.readNBytes(3)).hasSize(3);
        assertThat(input.buffer.length).isLessThan(10_000);
    }
}
