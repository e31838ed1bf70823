package io.github.smtpjunit.smtp;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a client said about a mail beside its content: the reverse-path, the recipients, and the ESMTP parameters of
 * each (RFC 5321 section 2.3.1). The header of the mail may tell another story.
 *
 * @param reversePath the sender
 * @param parameters the parameters of the MAIL command
 * @param recipients the accepted recipients, in the order of their RCPT commands
 */
public record Envelope(ReversePath reversePath, EsmtpParameters parameters, List<Recipient> recipients) {

    /**
     * Copies the list of recipients.
     *
     * @param reversePath the sender
     * @param parameters the parameters of the MAIL command
     * @param recipients the accepted recipients
     */
    public Envelope {
        requireNonNull(reversePath, "reversePath");
        requireNonNull(parameters, "parameters");
        recipients = Given.each("recipients", recipients);
    }

    /**
     * Makes an envelope without parameters.
     *
     * @param from the sender's address without angle brackets, {@code ""} for the null reverse-path
     * @param to the recipients' addresses without angle brackets
     * @return the envelope
     * @throws IllegalArgumentException if an address breaks the grammar
     */
    public static Envelope of(String from, String... to) {
        requireNonNull(from, "from");
        Given.each("to", to);
        return new Envelope(
                ReversePath.parse("<" + from + ">"),
                EsmtpParameters.NONE,
                List.of(to).stream()
                        .map(address -> new Recipient(ForwardPath.parse("<" + address + ">"), EsmtpParameters.NONE))
                        .toList());
    }

    /**
     * Returns the sender's address.
     *
     * @return the address without angle brackets, {@code ""} for the null reverse-path
     */
    public String from() {
        return reversePath.address();
    }

    /**
     * Returns the recipients' addresses.
     *
     * @return the addresses without angle brackets, in the order of their RCPT commands
     */
    public List<String> to() {
        return recipients.stream().map(recipient -> recipient.path().address()).toList();
    }

    // What the parameters of the MAIL command say

    /**
     * Returns the size that the client declared (RFC 1870).
     *
     * @return octets; empty if it declared none. A number beyond the range of long is given as its largest value
     */
    public OptionalLong declaredSize() {
        Optional<String> size = parameters.value("SIZE");
        return size.isPresent() ? OptionalLong.of(saturated(size.get())) : OptionalLong.empty();
    }

    private static long saturated(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Returns the kind of content that the client announced (RFC 6152, RFC 3030).
     *
     * @return {@link Body#SEVEN_BIT} if it announced none
     */
    public Body body() {
        return switch (parameters.value("BODY").orElse("").toUpperCase(Locale.ROOT)) {
            case "8BITMIME" -> Body.EIGHT_BIT_MIME;
            case "BINARYMIME" -> Body.BINARY_MIME;
            default -> Body.SEVEN_BIT;
        };
    }

    /**
     * Tells whether addresses and header may be in UTF-8 (RFC 6531).
     *
     * @return true if the client sent SMTPUTF8
     */
    public boolean isSmtpUtf8() {
        return parameters.has("SMTPUTF8");
    }

    /**
     * Tells whether the mail may travel on only over verified TLS (RFC 8689).
     *
     * @return true if the client sent REQUIRETLS
     */
    public boolean requiresTls() {
        return parameters.has("REQUIRETLS");
    }

    /**
     * Returns the envelope identifier for delivery status notifications (RFC 3461 section 4.4).
     *
     * @return the ENVID parameter, its xtext decoded; empty if absent
     */
    public Optional<String> envelopeId() {
        return parameters.value("ENVID").map(Xtext::decode);
    }

    /**
     * Returns how much of the mail a delivery status notification is to carry (RFC 3461 section 4.3).
     *
     * @return the RET parameter; empty if absent
     */
    public Optional<Return> returnContent() {
        return parameters.value("RET").map(value -> value.equalsIgnoreCase("FULL") ? Return.FULL : Return.HEADERS);
    }

    /**
     * Returns by when the mail is to be delivered (RFC 2852).
     *
     * @return the BY parameter; empty if absent
     */
    public Optional<DeliverBy> deliverBy() {
        return parameters.value("BY").map(DeliverBy::parse);
    }

    /**
     * Returns the priority (RFC 6710).
     *
     * @return -9 to 9; empty if absent
     */
    public OptionalInt priority() {
        return parameters
                .value("MT-PRIORITY")
                .map(value -> OptionalInt.of(Integer.parseInt(value)))
                .orElseGet(OptionalInt::empty);
    }

    /**
     * Returns how long the mail is to be held before it goes on (RFC 4865).
     *
     * @return the HOLDFOR parameter; empty if absent
     */
    public Optional<Duration> holdFor() {
        return parameters.value("HOLDFOR").map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    /**
     * Returns until when the mail is to be held before it goes on (RFC 4865).
     *
     * @return the HOLDUNTIL parameter; empty if absent
     */
    public Optional<Instant> holdUntil() {
        return parameters
                .value("HOLDUNTIL")
                .map(value -> OffsetDateTime.parse(value).toInstant());
    }

    /** The kind of content. */
    public enum Body {
        /** Lines of US-ASCII (RFC 5321). */
        SEVEN_BIT,
        /** Lines with octets above 127 (RFC 6152). */
        EIGHT_BIT_MIME,
        /** Any octets, without line structure (RFC 3030). */
        BINARY_MIME
    }

    /** How much of a mail goes back to its sender. */
    public enum Return {
        /** All of it. */
        FULL,
        /** Its header. */
        HEADERS
    }

    /**
     * By when a mail is to be delivered (RFC 2852 section 4).
     *
     * @param seconds from the MAIL command on; negative if the time was over before
     * @param mode what is to be done then
     * @param trace whether the sender wants to be notified of relays that do not know the extension
     */
    public record DeliverBy(long seconds, Mode mode, boolean trace) {

        /**
         * Refuses null.
         *
         * @param seconds from the MAIL command on; negative if the time was over before
         * @param mode what is to be done then
         * @param trace whether the sender wants to be notified of relays that do not know the extension
         */
        public DeliverBy {
            requireNonNull(mode, "mode");
        }

        /** What is to be done with a mail that is late. */
        public enum Mode {
            /** Return it. */
            RETURN,
            /** Notify the sender and go on. */
            NOTIFY
        }

        static DeliverBy parse(String value) {
            int semicolon = value.indexOf(';');
            String mode = value.substring(semicolon + 1).toUpperCase(Locale.ROOT);
            return new DeliverBy(
                    Long.parseLong(value.substring(0, semicolon)),
                    mode.startsWith("R") ? Mode.RETURN : Mode.NOTIFY,
                    mode.endsWith("T"));
        }
    }

    /**
     * One recipient.
     *
     * @param path the recipient's address
     * @param parameters the parameters of the RCPT command
     */
    public record Recipient(ForwardPath path, EsmtpParameters parameters) {

        /**
         * Refuses null.
         *
         * @param path the recipient's address
         * @param parameters the parameters of the RCPT command
         */
        public Recipient {
            requireNonNull(path, "path");
            requireNonNull(parameters, "parameters");
        }

        /**
         * Returns when the sender wants to be notified about this recipient (RFC 3461 section 4.1).
         *
         * @return the NOTIFY parameter; empty if absent, {@link Notify#NEVER} alone if it says so
         */
        public Set<Notify> notification() {
            return parameters
                    .value("NOTIFY")
                    .map(value -> Arrays.stream(value.toUpperCase(Locale.ROOT).split(",", -1))
                            .map(Notify::valueOf)
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Notify.class))))
                    .map(Set::copyOf)
                    .orElse(Set.of());
        }

        /**
         * Returns the address that the sender had written to in the first place (RFC 3461 section 4.2).
         *
         * @return the ORCPT parameter with its type, for example {@code rfc822;ada@example.org}, its xtext decoded;
         *     empty if absent
         */
        public Optional<String> originalRecipient() {
            return parameters.value("ORCPT").map(Xtext::decode);
        }
    }

    /** When a sender wants to be notified. */
    public enum Notify {
        /** Whatever happens, do not. */
        NEVER,
        /** When the mail has been delivered. */
        SUCCESS,
        /** When it cannot be delivered. */
        FAILURE,
        /** When it takes long. */
        DELAY
    }
}
