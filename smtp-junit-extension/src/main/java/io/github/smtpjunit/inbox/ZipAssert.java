package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.ZipFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Assertions on a ZIP archive that is attached to a mail, got by {@link AttachmentAssert#asZip()}. */
public final class ZipAssert extends AbstractMailDetailAssert<ZipAssert, Attachment> {

    private final ZipFile zip;

    ZipAssert(ZipFile zip, Attachment actual, AbstractMailAssert<?> mail) {
        super(actual, ZipAssert.class, mail);
        this.zip = zip;
    }

    /**
     * Asserts the files of the archive.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.zip").asZip().hasEntries("order.csv", "terms/terms.txt");
     * // fails
     * assertThat(mail).attachment("order.zip").asZip().hasEntries("order.csv");
     * }</pre>
     *
     * @param names all of them, with their directories, in any order
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public ZipAssert hasEntries(String... names) {
        Given.exactly("names", names);
        List<String> wanted = Arrays.stream(names).sorted().toList();
        List<String> found = zip.names().stream().sorted().toList();
        return require(found.equals(wanted), () -> Texts.expectingExactly("entries of the archive", wanted, found));
    }

    /**
     * Goes on to a file of the archive.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("order.zip").asZip().entry("order.csv").hasTextContaining("tea;2");
     * // fails
     * assertThat(mail).attachment("order.zip").asZip().entry("virus.exe");
     * }</pre>
     *
     * @param name its name with its directories
     * @return assertions on it; its type is always {@code application/octet-stream}
     * @throws AssertionError if it is missing; the message lists those that are there
     */
    public AttachmentAssert entry(String name) {
        requireNonNull(name, "name");
        Optional<Attachment> entry = zip.entry(name);
        mail().requireToGoOn(
                        entry.isPresent(),
                        () -> Texts.expectingOneOf("entries of the archive", name, zip.entries(), zip.names()));
        return new AttachmentAssert(entry.orElseThrow(), mail());
    }
}
