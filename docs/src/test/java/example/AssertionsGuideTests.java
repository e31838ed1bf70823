package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.AddressAssert;
import io.github.smtpjunit.inbox.AttachmentAssert;
import io.github.smtpjunit.inbox.CsvAssert;
import io.github.smtpjunit.inbox.ElementsAssert;
import io.github.smtpjunit.inbox.HtmlAssert;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.inbox.InviteAssert;
import io.github.smtpjunit.inbox.LintAssert;
import io.github.smtpjunit.inbox.MailAssert;
import io.github.smtpjunit.inbox.PdfAssert;
import io.github.smtpjunit.inbox.SessionAssert;
import io.github.smtpjunit.inbox.ZipAssert;
import io.github.smtpjunit.mail.Scrubber;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guides on assertions list all assertions. */
class AssertionsGuideTests {

    private static String allAboutAssertions() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> guides = Files.list(GuideTests.docs())) {
            for (Path guide : guides.filter(
                            file -> file.getFileName().toString().contains("assertions"))
                    .toList()) {
                all.append(Files.readString(guide));
            }
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                InboxAssert.class,
                MailAssert.class,
                SessionAssert.class,
                AddressAssert.class,
                HtmlAssert.class,
                LintAssert.class,
                ElementsAssert.class,
                AttachmentAssert.class,
                InviteAssert.class,
                PdfAssert.class,
                CsvAssert.class,
                ZipAssert.class,
                Scrubber.class
            })
    void everyAssertionIsInAGuide(Class<?> assertions) throws IOException {
        String guide = allAboutAssertions();
        Set<String> missing = new TreeSet<>();
        for (Method method : assertions.getMethods()) {
            boolean ours = method.getDeclaringClass().getPackage().equals(InboxAssert.class.getPackage());
            String name = method.getName().replace("Html", "Text"); // one row for both
            boolean told = guide.contains(method.getName() + "(") || guide.contains(name + "(");
            if (ours && (assertions == Scrubber.class || !Modifier.isStatic(method.getModifiers())) && !told) {
                missing.add(method.getName());
            }
        }

        assertThat(missing).isEmpty();
    }
}
