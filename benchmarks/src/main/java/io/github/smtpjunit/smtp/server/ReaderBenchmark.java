package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Reads input of a client: lines, commands, content. It is in the package that it measures, since the classes are
 * package-private.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ReaderBenchmark {

    private static final String COMMAND = "MAIL FROM:<ada@example.org> SIZE=1024";
    private static final LineReader.Limit LIMIT = new LineReader.Limit(512, 12_288);

    private final LineReader lines = new LineReader(input(COMMAND + "\r\n"));
    private final WireInput smallMails = input(("x".repeat(76) + "\r\n").repeat(13) + ".\r\n");
    private final WireInput largeMails = input(("x".repeat(76) + "\r\n").repeat(13_000) + ".\r\n");

    private static WireInput input(String repeated) {
        return new WireInput(
                new Socket(),
                new Repeated(repeated.getBytes(StandardCharsets.US_ASCII)),
                new WireOutput(OutputStream.nullOutputStream()),
                Duration.ofMinutes(5));
    }

    /** Repeats the same octets forever. */
    private static final class Repeated extends InputStream {

        private final byte[] octets;
        private int position;

        Repeated(byte[] octets) {
            this.octets = octets;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            read(one, 0, 1);
            return one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = Math.min(length, octets.length - position);
            System.arraycopy(octets, position, target, offset, count);
            position = (position + count) % octets.length;
            return count;
        }
    }

    /** Reads a line. */
    @Benchmark
    public Object line() throws IOException {
        return lines.readLine(LIMIT);
    }

    /** Parses a command. */
    @Benchmark
    public Object command() {
        return Command.parse(COMMAND);
    }

    /** Reads a content of 1 KiB. */
    @Benchmark
    public long contentOfOneKib() throws IOException {
        return read(smallMails);
    }

    /** Reads a content of 1 MiB. */
    @Benchmark
    public long contentOfOneMib() throws IOException {
        return read(largeMails);
    }

    private static long read(WireInput input) throws IOException {
        return new DataReader(input, Long.MAX_VALUE, new BareNewlineCheck(true))
                .transferTo(OutputStream.nullOutputStream());
    }
}
