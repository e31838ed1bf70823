package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.Scrubber;
import io.github.smtpjunit.mail.SnapshotText;
import java.util.Optional;

/**
 * Assertions on a mail as a whole: as it was when somebody looked at it.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractSnapshotAssert<S extends AbstractSnapshotAssert<S>> extends AbstractPartAssert<S> {

    AbstractSnapshotAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
    }

    // Snapshots

    /**
     * Asserts that the mail is as in a snapshot: a text file beside the test, made of an earlier mail.
     *
     * <p>The file holds the header, decoded, and the parts: texts decoded by charset and transfer encoding, others by size and SHA-256
     * hash. Date and Message-ID are scrubbed; left out are the boundaries of parts, folding, what hosts on the way add (Received and
     * similar fields), and the envelope. What else differs from mail to mail has to be scrubbed, here or by {@link
     * Inbox#scrub(Scrubber...)}.
     *
     * <p>It is {@code src/test/resources/PACKAGE/CLASS/NAME.eml.txt} in the project of the test's class, which is the one that the inbox
     * was injected into, or else the one that calls this. The system property {@code smtpjunit.snapshots.directory} names another
     * directory than {@code src/test/resources}; {@code smtpjunit.snapshots} tells what may be written:
     *
     * <ul>
     *   <li>{@code write}, the default: a missing snapshot is written, and the assertion fails, so that somebody looks at it;
     *   <li>{@code update}: a missing or a different one is written, and the assertion passes;
     *   <li>{@code check}, the default where the environment variable {@code CI} is set: nothing is written.
     * </ul>
     *
     * <p>Here {@code welcome.eml.txt} was made of such a mail:
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).matchesSnapshot("welcome", Scrubber.queryParameters("token"));
     * // fails
     * assertThat(mailWithAnotherFooter).matchesSnapshot("welcome", Scrubber.queryParameters("token"));
     * }</pre>
     *
     * @param name the name of the file without its ending: letters, digits, {@code _}, {@code -}, {@code .} and spaces
     * @param scrubbers what to scrub, in this order, before what is always scrubbed for the inbox
     * @return this assertion object
     * @throws AssertionError if it is not, or there was no snapshot; the message shows the lines that differ
     * @throws IllegalArgumentException if the name is that of no file
     * @throws IllegalStateException if the system property has an unknown value
     * @throws java.io.UncheckedIOException if the file cannot be read or written
     */
    public S matchesSnapshot(String name, Scrubber... scrubbers) {
        requireNonNull(name, "name");
        Given.exactly("scrubbers", scrubbers);
        Class<?> testClass = actual.inbox().testClass().orElseGet(Snapshots::caller);
        String text = SnapshotText.of(actual.parsed());
        for (Scrubber scrubber : scrubbers) {
            text = scrubber.scrub(text);
        }
        for (Scrubber scrubber : actual.inbox().scrubbers()) {
            text = scrubber.scrub(text);
        }
        Optional<String> problem = actual.inbox().snapshots().problem(testClass, name, text);
        return require(problem.isEmpty(), () -> problem.orElse(""));
    }
}
