package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.given.Given;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the server says wrongly in reply to EHLO: actions for rules at {@link Phase#EHLO}. They change the words only;
 * what is hidden works all the same, and what is added does not. With {@link FaultMatcher#overTls()} or
 * {@link FaultMatcher#inClearText()} the server offers one thing before TLS and another within.
 *
 * <pre>{@code
 * faults.on(EHLO).where(inClearText()).then(hide("STARTTLS"));
 * }</pre>
 */
public final class EhloFault {

    private EhloFault() {}

    /**
     * Leaves service extensions out.
     *
     * @param keywords for example {@code STARTTLS}, case-insensitive; at least one
     * @return the action
     * @throws IllegalArgumentException if the list is empty, or one has a space or is empty
     */
    public static FaultAction hide(String... keywords) {
        Given.some("keywords", keywords).forEach(EhloFault::checkKeyword);
        Set<String> hidden = new HashSet<>();
        Arrays.stream(keywords).map(word -> word.toUpperCase(Locale.ROOT)).forEach(hidden::add);
        for (ServiceExtension extension : ServiceExtension.values()) {
            extension
                    .base()
                    .filter(base -> hidden.contains(base.keyword()))
                    .ifPresent(base -> hidden.add(extension.keyword()));
        }
        return shape(
                "hide " + String.join(" ", keywords),
                lines -> lines.subList(1, lines.size()).removeIf(line -> hidden.contains(keyword(line))));
    }

    /**
     * Adds lines.
     *
     * @param lines for example {@code XCHUNKY 7}; two hundred of them are allowed too
     * @return the action
     * @throws IllegalArgumentException if the list is empty, or one cannot stand in a reply
     */
    public static FaultAction add(String... lines) {
        Given.some("lines", lines);
        Reply.of(250, lines); // refuses what cannot stand in a reply
        String words = lines.length > 5 ? lines.length + " lines" : String.join(", ", lines);
        return shape("add " + words, all -> all.addAll(List.of(lines)));
    }

    /**
     * Says the line of a service extension otherwise, at its place; at the end if the server does not offer it.
     *
     * @param keyword for example {@code SIZE} or {@code AUTH}, case-insensitive
     * @param line what stands there instead, for example {@code SIZE 0}, {@code SIZE garbage}, {@code AUTH=PLAIN LOGIN}
     *     (an old form) or {@code starttls}
     * @return the action
     * @throws IllegalArgumentException if the keyword has a space or is empty, or the line cannot stand in a reply
     */
    public static FaultAction say(String keyword, String line) {
        checkKeyword(requireNonNull(keyword, "keyword"));
        requireNonNull(line, "line");
        Reply.of(250, line); // refuses what cannot stand in a reply
        String wanted = keyword.toUpperCase(Locale.ROOT);
        return shape("say " + line, lines -> {
            if (lines.subList(1, lines.size()).stream()
                    .noneMatch(old -> keyword(old).equals(wanted))) {
                lines.add(line);
            }
            lines.subList(1, lines.size()).replaceAll(old -> keyword(old).equals(wanted) ? line : old);
        });
    }

    private static void checkKeyword(String keyword) {
        if (keyword.isEmpty() || keyword.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("No service extension can be named \"" + SessionRecord.printable(keyword)
                    + "\": give the keyword alone, such as STARTTLS");
        }
    }

    private static String keyword(String line) {
        return line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    private static FaultAction shape(String name, Consumer<List<String>> change) {
        return FaultAction.at(Phase.EHLO, name, plan -> {
            var before = plan.ehlo;
            plan.ehlo = reply -> {
                List<String> lines = new ArrayList<>(before.apply(reply).lines());
                change.accept(lines);
                return Reply.of(reply.code(), lines.toArray(String[]::new));
            };
        });
    }
}
