package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import io.github.smtpjunit.smtp.AddressPattern;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which mails of the queue are meant: those for which all hold that is given. Case does not matter. */
@OptionHeading("Which mails (all that is given must hold)")
final class MailSelection {

    @Option(
            names = "--sender",
            paramLabel = "PATTERN",
            converter = SenderConverter.class,
            description = "From this address, such as '*@example.org'; '<>' is the null reverse-path.")
    private @Nullable Addresses sender;

    @Option(
            names = "--recipient",
            paramLabel = "PATTERN",
            converter = RecipientConverter.class,
            description = "Still on its way to this address, such as 'ada@*'.")
    private @Nullable Addresses recipient;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            converter = DomainConverter.class,
            description = "Still on its way to a recipient in this domain.")
    private @Nullable Addresses domain;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description =
                    "Still on its way since the last attempt for the recipient failed with a reply that has this in"
                            + " it.")
    private @Nullable String reason;

    boolean isGiven() {
        return sender != null || recipient != null || domain != null || reason != null;
    }

    boolean selects(QueuedMail mail) {
        return passes(sender, mail.envelope().from())
                && ((recipient == null && domain == null && reason == null)
                        || IntStream.range(0, mail.recipients().size())
                                .anyMatch(place -> selects(
                                        mail.envelope().to().get(place),
                                        mail.recipients().get(place))));
    }

    private boolean selects(String address, RecipientState state) {
        return state.status() == Status.PENDING
                && passes(recipient, address)
                && passes(domain, address)
                && (reason == null || lower(state.reply()).contains(lower(reason)));
    }

    private static boolean passes(@Nullable Addresses wanted, String address) {
        return wanted == null || wanted.pattern().test(address);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /**
     * Which addresses are meant.
     *
     * @param given the option's value
     * @param pattern what it stands for
     */
    record Addresses(String given, Predicate<String> pattern) {
        @Override
        public String toString() {
            return given;
        }
    }

    private static Predicate<String> pattern(String text) {
        try {
            return AddressPattern.parse(text)::matches;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Reads a pattern for a reverse-path. */
    static final class SenderConverter implements ITypeConverter<Addresses> {
        @Override
        public Addresses convert(String value) {
            return new Addresses(value, value.isEmpty() || value.equals("<>") ? String::isEmpty : pattern(value));
        }
    }

    /** Reads a pattern for an address. */
    static final class RecipientConverter implements ITypeConverter<Addresses> {
        @Override
        public Addresses convert(String value) {
            return new Addresses(value, pattern(value));
        }
    }

    /** Reads a domain, as a pattern for all addresses in it. */
    static final class DomainConverter implements ITypeConverter<Addresses> {
        @Override
        public Addresses convert(String value) {
            return new Addresses(value, pattern("@" + value));
        }
    }
}
