package io.github.smtpjunit.inbox;

import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on something that belongs to a mail. A failure shows the mail too.
 *
 * @param <S> the type of the assertion object
 * @param <A> the type of what it is about
 */
abstract class AbstractMailDetailAssert<S extends AbstractMailDetailAssert<S, A>, A> extends AbstractAssert<S, A> {

    private final AbstractMailAssert<?> mail;

    AbstractMailDetailAssert(A actual, Class<?> selfType, AbstractMailAssert<?> mail) {
        super(actual, selfType);
        this.mail = mail;
        FailureMode.handOver(mail.info, info);
    }

    /** The assertions on the mail, from which these were got. */
    AbstractMailAssert<?> mail() {
        return mail;
    }

    /** Goes on if something holds, fails with a message otherwise. */
    S require(boolean holds, Supplier<String> message) {
        if (holds) {
            mail.passed();
        } else if (!mail.failing().isSilent()) {
            mail.failing().withoutWords();
            mail.failing().check(info, mail.report(message.get()));
        }
        return myself;
    }

    S requireEqual(String what, String expected, Optional<String> found) {
        return require(found.equals(Optional.of(expected)), () -> Texts.expecting(what, expected, found));
    }
}
