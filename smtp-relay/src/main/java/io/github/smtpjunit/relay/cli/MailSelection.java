package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which mails of the queue are meant: those for which all hold that is given. Case does not matter. */
@OptionHeading("Which mails (all that is given must hold)")
final class MailSelection {

    @Option(
            names = "--sender",
            paramLabel = "PATTERN",
            description = "From this address, such as '*@example.org'; '<>' is the null reverse-path.")
    private @Nullable String sender;

    @Option(
            names = "--recipient",
            paramLabel = "PATTERN",
            description = "Still on its way to this address, such as 'ada@*'.")
    private @Nullable String recipient;

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Still on its way to a recipient in this domain.")
    private @Nullable String domain;

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
        return fits(sender, mail.envelope().from())
                && ((recipient == null && domain == null && reason == null)
                        || IntStream.range(0, mail.recipients().size())
                                .anyMatch(place -> selects(
                                        mail.envelope().to().get(place),
                                        mail.recipients().get(place))));
    }

    private boolean selects(String address, RecipientState state) {
        return state.status() == Status.PENDING
                && fits(recipient, address)
                && (domain == null || lower(address).endsWith("@" + lower(domain)))
                && (reason == null || lower(state.reply()).contains(lower(reason)));
    }

    /** Whether a text is as a pattern wants it, in which an asterisk stands for anything. */
    private static boolean fits(@Nullable String pattern, String text) {
        if (pattern == null) {
            return true;
        }
        String wanted = pattern.equals("<>") ? "" : pattern;
        String regex = Arrays.stream(lower(wanted).split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.compile(regex, Pattern.DOTALL).matcher(lower(text)).matches();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
