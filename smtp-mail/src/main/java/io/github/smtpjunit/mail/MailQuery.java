package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Envelope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A search for mails in one line, as people type it: {@code from:shop "your order" has:attachment -draft}.
 *
 * <p>A word, or a phrase in quotes, is looked for in addresses, subject and bodies, case-insensitively. The keys {@code
 * from:}, {@code to:}, {@code cc:}, {@code bcc:}, {@code reply-to:}, {@code subject:}, {@code message-id:} and {@code
 * tag:} look in one place. {@code has:text}, {@code has:html}, {@code has:attachment} and {@code has:inline} ask for a
 * part, {@code larger:10k} and {@code smaller:2m} for a size in octets. A minus sign or {@code !} before a term negates
 * it. A mail must fulfil all terms. Immutable and thread-safe.
 */
public final class MailQuery {

    /** Not, key, and a word or a quoted phrase. */
    private static final Pattern TERM =
            Pattern.compile("\\s*([-!]?)(?:([A-Za-z-]+):)?(?:\"([^\"]*)\"|([^\\s\"]+))(?=\\s|$)");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kKmM]?)");

    private static final Set<String> KEYS = Set.of(
            "from:",
            "to:",
            "cc:",
            "bcc:",
            "reply-to:",
            "subject:",
            "message-id:",
            "tag:",
            "has:",
            "larger:",
            "smaller:");

    private final List<Term> terms;
    private final List<Word> words;

    private MailQuery(List<Term> terms, List<Word> words) {
        this.terms = terms.stream()
                .sorted(Comparator.comparing(term -> !term.isAboutHeader())) // first what is quick to find out
                .toList();
        this.words = List.copyOf(words);
    }

    /** What a mail must fulfil. */
    private record Term(Predicate<Sent> wanted, boolean isAboutHeader) {}

    /** A mail, and its envelope if that is known. */
    private record Sent(ParsedMail mail, Optional<Envelope> envelope) {

        Stream<String> blindRecipients() {
            return envelope.stream().flatMap(known -> mail.blindRecipients(known).stream());
        }
    }

    /** A word that a query looks for. */
    public static final class Word {

        private final String text;
        private final Function<Sent, Stream<String>> place;

        private Word(String text, Function<Sent, Stream<String>> place) {
            this.text = text;
            this.place = place;
        }

        /**
         * Returns the word.
         *
         * @return in lower case
         */
        public String text() {
            return text;
        }

        /**
         * Returns the texts in which it is looked for.
         *
         * @param mail the mail
         * @param envelope its envelope
         * @return as they stand in the mail
         */
        public Stream<String> texts(ParsedMail mail, Envelope envelope) {
            return place.apply(sent(mail, envelope));
        }

        /**
         * Tells whether a mail contains the word.
         *
         * @param mail the mail
         * @param envelope its envelope
         * @return true if one of the texts contains it
         */
        public boolean isIn(ParsedMail mail, Envelope envelope) {
            return isIn(sent(mail, envelope));
        }

        private boolean isIn(Sent mail) {
            return place.apply(mail).anyMatch(found -> lower(found).contains(text));
        }
    }

    /**
     * Reads a query.
     *
     * @param query the terms, separated by blanks
     * @return the query
     * @throws IllegalArgumentException if it is empty or cannot be read; the message says where
     */
    public static MailQuery parse(String query) {
        String rest = requireNonNull(query, "query").strip();
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("Cannot read the query '" + query + "': it is empty");
        }
        List<Term> terms = new ArrayList<>();
        List<Word> words = new ArrayList<>();
        while (!rest.isEmpty()) {
            Matcher term = TERM.matcher(rest);
            if (!term.lookingAt()) {
                throw new IllegalArgumentException("Cannot read the query '" + query + "' at: " + rest.strip());
            }
            add(term, terms, words);
            rest = rest.substring(term.end());
        }
        return new MailQuery(terms, words);
    }

    private static void add(Matcher term, List<Term> terms, List<Word> words) {
        String key = term.group(2);
        String quoted = term.group(3);
        String text = lower(quoted == null ? term.group(4) : quoted);
        if (text.isEmpty() || (key == null && quoted == null && KEYS.contains(text))) {
            throw new IllegalArgumentException(
                    "Cannot read the query at '" + term.group().strip()
                            + "': there is nothing to look for. A word follows its key directly, as in"
                            + " subject:welcome");
        }
        boolean negated = !term.group(1).isEmpty();
        Predicate<Sent> wanted = property(key, text);
        boolean isAboutHeader = wanted == null && key != null;
        if (wanted == null) {
            Word word = new Word(text, place(key));
            wanted = word::isIn;
            if (!negated) {
                words.add(word);
            }
        }
        terms.add(new Term(negated ? wanted.negate() : wanted, isAboutHeader));
    }

    /** What a term asks for that is no text; null if it asks for a text. */
    private static @Nullable Predicate<Sent> property(@Nullable String key, String text) {
        return switch (key == null ? "" : lower(key)) {
            case "has" -> has(text);
            case "larger" -> larger(size(text));
            case "smaller" -> smaller(size(text));
            default -> null;
        };
    }

    private static Function<Sent, Stream<String>> place(@Nullable String key) {
        return switch (key == null ? "" : lower(key)) {
            case "" -> MailQuery::everything;
            case "from" -> MailQuery::senders;
            case "to" -> MailQuery::recipients;
            case "cc" -> sent -> addresses(sent, "Cc");
            case "bcc" -> Sent::blindRecipients;
            case "reply-to" -> sent -> addresses(sent, "Reply-To");
            case "subject" -> sent -> sent.mail().subject().stream();
            case "message-id" -> sent -> sent.mail().headers("Message-ID").stream();
            case "tag" -> sent -> Stream.of("X-Tag", "X-Tags").flatMap(name -> sent.mail().headers(name).stream());
            default ->
                throw new IllegalArgumentException("A query has no \"" + key
                        + ":\"; there are from, to, cc, bcc, reply-to, subject, message-id, tag, has, larger and"
                        + " smaller. Words with a colon need quotes.");
        };
    }

    private static Predicate<Sent> larger(long octets) {
        return sent -> sent.mail().source().size() > octets;
    }

    private static Predicate<Sent> smaller(long octets) {
        return sent -> sent.mail().source().size() < octets;
    }

    private static Predicate<Sent> has(String what) {
        return switch (what) {
            case "text" -> sent -> sent.mail().text().isPresent();
            case "html" -> sent -> sent.mail().html().isPresent();
            case "attachment", "attachments" ->
                sent -> !sent.mail().attachments().isEmpty();
            case "inline" -> sent -> !sent.mail().inlineParts().isEmpty();
            default ->
                throw new IllegalArgumentException(
                        "A query has no \"has:" + what + "\"; there are text, html, attachment and inline.");
        };
    }

    private static long size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("Not a size: \"" + text + "\"; write 1000, 10k or 2m");
        }
        long factor = switch (lower(size.group(2))) {
            case "k" -> 1_024;
            case "m" -> 1_024 * 1_024;
            default -> 1;
        };
        return Long.parseLong(size.group(1)) * factor;
    }

    private static Stream<String> everything(Sent sent) {
        ParsedMail mail = sent.mail();
        return Stream.<Supplier<Stream<String>>>of( // the bodies are read only if nothing before them is a hit
                        () -> senders(sent),
                        () -> recipients(sent),
                        () -> addresses(sent, "Cc"),
                        () -> mail.subject().stream(),
                        () -> mail.text().stream(),
                        () -> mail.htmlBody().map(HtmlBody::visibleText).stream())
                .flatMap(Supplier::get);
    }

    private static Stream<String> senders(Sent sent) {
        return Stream.concat(sent.envelope().stream().map(Envelope::from), addresses(sent, "From"));
    }

    private static Stream<String> recipients(Sent sent) {
        return Stream.concat(
                sent.envelope().stream().flatMap(envelope -> envelope.to().stream()), addresses(sent, "To"));
    }

    private static Stream<String> addresses(Sent sent, String field) {
        return sent.mail().addresses(field).stream()
                .flatMap(address -> Stream.concat(address.name().stream(), Stream.of(address.address())));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Sent sent(ParsedMail mail, Envelope envelope) {
        return new Sent(requireNonNull(mail, "mail"), Optional.of(requireNonNull(envelope, "envelope")));
    }

    /**
     * Tells whether a mail fulfils all terms. Its envelope is unknown: only its header says who sent and received it,
     * and it has no blind recipients.
     *
     * @param mail the mail
     * @return true if it does
     */
    public boolean matches(ParsedMail mail) {
        return matches(new Sent(requireNonNull(mail, "mail"), Optional.empty()));
    }

    /**
     * Tells whether a mail fulfils all terms.
     *
     * @param mail the mail
     * @param envelope its envelope
     * @return true if it does
     */
    public boolean matches(ParsedMail mail, Envelope envelope) {
        return matches(sent(mail, envelope));
    }

    private boolean matches(Sent sent) {
        return terms.stream().allMatch(term -> term.wanted().test(sent));
    }

    /**
     * Tells whether the header of a mail is enough to find out whether it fulfils all terms. For many mails, that is
     * much less to read.
     *
     * @return false if a term looks into a body or asks for parts or a size
     */
    public boolean isAboutHeader() {
        return terms.stream().allMatch(Term::isAboutHeader);
    }

    /**
     * Returns the words that the query looks for.
     *
     * @return in their order, without the negated ones
     */
    public List<Word> words() {
        return words;
    }
}
