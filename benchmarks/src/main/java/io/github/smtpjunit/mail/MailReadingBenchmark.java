package io.github.smtpjunit.mail;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Reads the mails of the folder of cases: subject, addresses, date, bodies and names of attachments, by our reader, by
 * Mime4j and by Angus. It is in the package of the readings that {@code DifferentialTests} compares, since these are
 * package-private.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class MailReadingBenchmark {

    /** Who reads. */
    public enum Reader {
        OURS(Reading::ours),
        MIME4J(Mime4jReading::of),
        ANGUS(AngusReading::of);

        @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
        private final Function<byte[], Reading> reading;

        Reader(Function<byte[], Reading> reading) {
            this.reading = reading;
        }
    }

    private final List<MailCase> mails = MailCase.all(Path.of("../smtp-mail/src/test/resources/cases"));

    /** Who reads. */
    @Param
    public Reader reader = Reader.OURS;

    /** Reads all mails once; the score divided by their number is the time for one mail. */
    @Benchmark
    public int readAll() {
        int facts = 0;
        for (MailCase mail : mails) {
            facts += reader.reading.apply(mail.mail()).facts().size();
        }
        return facts;
    }
}
