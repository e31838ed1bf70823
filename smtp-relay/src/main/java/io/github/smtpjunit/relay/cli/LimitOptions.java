package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What is too much. */
@OptionHeading("Limits")
final class LimitOptions {

    private static final List<AddressRange> LOOPBACK =
            List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1"));
    private static final long LONGEST_SECONDS = Duration.ofDays(365).toSeconds();

    @Option(
            names = "--max-message-size",
            paramLabel = "BYTES",
            description = "The largest mail. Default: 67108864 (64 MiB) for capture, 26214400 (25 MiB) for serve.")
    private @Nullable Long messageSize;

    @Option(names = "--max-recipients", paramLabel = "N", description = "The most recipients of a mail. Default: 1000.")
    private int recipients = 1_000;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "The most clients at a time. Default: 1000 for capture, 100 for serve.")
    private @Nullable Integer connections;

    @Option(
            names = "--max-connections-per-client",
            paramLabel = "N",
            description = {
                "The most connections of one address at a time. It does not apply to this machine, to clients that may relay by",
                "--allow-from, and to authenticated clients. Default: no limit."
            })
    private @Nullable Integer perClient;

    @Option(
            names = "--idle-timeout",
            paramLabel = "SECONDS",
            description = "How long a client may be silent. Default: 300.")
    private long idleSeconds = 300;

    @Option(
            names = "--bare-newlines",
            paramLabel = "keep|reject",
            converter = BareNewlinesConverter.class,
            description =
                    "What to do with a CR or LF that stands alone in a mail. Default: keep for capture, reject for"
                            + " serve.")
    private @Nullable BareNewlines bareNewlines;

    /**
     * What holds where nothing is said.
     *
     * @param messageSize octets
     * @param connections how many
     * @param bareNewlines what becomes of them
     */
    record Defaults(long messageSize, int connections, BareNewlines bareNewlines) {}

    void apply(SmtpServerBuilder server, Defaults defaults) {
        long size = messageSize == null ? defaults.messageSize() : messageSize;
        int clients = connections == null ? defaults.connections() : connections;
        requirePositive("--max-message-size", size);
        requirePositive("--max-recipients", recipients);
        requirePositive("--max-connections", clients);
        requirePositive("--idle-timeout", idleSeconds);
        UsageException.require(
                idleSeconds <= LONGEST_SECONDS, "--idle-timeout must be at most " + LONGEST_SECONDS + " (a year)");
        server.maxMessageSize(size)
                .maxRecipients(recipients)
                .maxConnections(clients)
                .idleTimeout(Duration.ofSeconds(idleSeconds));
        switch (bareNewlines == null ? defaults.bareNewlines() : bareNewlines) {
            case KEEP -> server.keepBareNewlines();
            case REJECT -> server.refuseBareNewlines();
        }
    }

    /** Limits clients, but for some; clients on this machine have no limit. */
    void applyPerClient(SmtpServerBuilder server, List<AddressRange> exempt) {
        if (perClient != null) {
            requirePositive("--max-connections-per-client", perClient);
            server.maxConnectionsPerClient(
                    perClient, Stream.concat(LOOPBACK.stream(), exempt.stream()).toArray(AddressRange[]::new));
        }
    }

    private static void requirePositive(String option, long value) {
        UsageException.require(value > 0, option + " must be 1 or more, not " + value);
    }

    /** What becomes of a CR or LF that stands alone. */
    enum BareNewlines {
        KEEP,
        REJECT
    }

    /** Reads the word. */
    static final class BareNewlinesConverter implements ITypeConverter<BareNewlines> {
        @Override
        public BareNewlines convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "keep" -> BareNewlines.KEEP;
                case "reject" -> BareNewlines.REJECT;
                default -> throw new TypeConversionException("it must be keep or reject, not " + LogText.value(value));
            };
        }
    }
}
