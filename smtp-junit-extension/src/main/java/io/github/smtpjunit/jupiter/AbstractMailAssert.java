package io.github.smtpjunit.jupiter;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/**
 * What all assertions on a mail share: how they hold, how they fail, and what a failure says.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractMailAssert<S extends AbstractMailAssert<S>> extends AbstractAssert<S, CapturedMail> {

    private static final int MAX_PROBLEMS = 5;

    private final boolean standalone;
    private int satisfied;
    private Failing failing = Failing.HARD;

    /**
     * Makes assertions on a mail.
     *
     * @param standalone whether a failure shows the mail as a table; a failure of nested assertions is shown beside one anyway
     */
    AbstractMailAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType);
        this.standalone = standalone;
    }

    /** Goes on if something holds, fails with a message otherwise. */
    S require(boolean holds, Supplier<String> message) {
        if (standalone) {
            actual.lookedAt();
        }
        if (holds) {
            passed();
        } else if (!failing.isSilent()) {
            failing.withoutWords();
            failWithMessage("%s", report(message.get()));
        }
        return myself;
    }

    /** Goes on if there is something to go on with, fails with a message otherwise. */
    final void requireToGoOn(boolean holds, Supplier<String> message) {
        if (standalone) {
            actual.lookedAt();
        }
        if (!holds) {
            failing.withoutWords();
            throw failing.stop(info, report(message.get()));
        }
        passed();
    }

    Failing failing() {
        return failing;
    }

    final void failing(Failing how) {
        failing = how;
    }

    /** The text of a failure, with what the mail is. */
    String report(String message) {
        String table = standalone ? "\n\nThe mail:\n" + FailureReport.indented(MailTable.of(List.of(actual))) : "";
        return message + problems() + table;
    }

    /** An assertion on the mail, or on a piece of it, has held. */
    void passed() {
        satisfied++;
    }

    private String problems() {
        List<String> problems = actual.problems();
        return problems.isEmpty()
                ? ""
                : "\n\nThe mail is broken:\n"
                        + problems.stream()
                                .limit(MAX_PROBLEMS)
                                .map(problem -> "  " + problem)
                                .collect(Collectors.joining("\n"));
    }

    S requireEqual(String what, String expected, Optional<String> found) {
        return require(found.equals(Optional.of(expected)), () -> Texts.expecting(what, expected, found));
    }

    /** The same addresses, in any order. */
    S requireExactly(String what, List<String> found, String... expected) {
        List<String> wanted = normalized(List.of(expected));
        List<String> there = normalized(found);
        return require(there.equals(wanted), () -> Texts.expectingExactly(what, wanted, there));
    }

    /** How many assertions have held so far, to tell a near miss from a far one. */
    int satisfied() {
        return satisfied;
    }

    private static List<String> normalized(List<String> addresses) {
        return addresses.stream().map(Addresses::normalized).sorted().toList();
    }

    static boolean contains(List<String> addresses, String address) {
        return addresses.stream().anyMatch(other -> Addresses.same(other, address));
    }
}
