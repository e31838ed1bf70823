package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Groovy script calls the assertions as they are. */
@WithSmtpServer(assertionTimeoutMillis = 50)
class GroovyTests {

    private static Object run(Inbox inbox, String script) {
        Binding binding = new Binding();
        binding.setVariable("inbox", inbox);
        binding.setVariable("send", (Runnable) () -> RawClient.deliver(inbox, "Subject: two\n\nBye\n"));
        return new GroovyShell(GroovyTests.class.getClassLoader(), binding)
                .evaluate("import static org.assertj.core.api.Assertions.assertThat\n"
                        + "import io.github.smtpjunit.inbox.*\nimport io.github.smtpjunit.mail.*\n" + script);
    }

    @Test
    void assertionsPass(Inbox inbox) {
        RawClient.deliver(inbox, "From: shop@example.com\nSubject: one\nX-Tag: a\n\nHello 42\n");

        assertThat(run(inbox, """
                assertThat(inbox).hasMailCount(1).singleMail()
                    .isFrom('shop@example.com').hasEnvelopeRecipients('ada@example.org')
                    .hasSubjectMatching(~/o.e/).hasTextContaining('Hello')
                assertThat(inbox)
                    .anyMailSatisfies { it.hasSubject('one') }
                    .noMailMatches { mail -> mail.subject().get() == 'two' }
                    .hasMailsInAnyOrder({ it.hasTag('a') })
                    .filteredOnSubjectContainingPattern(~/one/).hasMailCount(1)
                assertThat(inbox.awaitMail { it.number() == 0 }).from().hasAddress('shop@example.com')
                assertThat(inbox).receivesNothingWhile { }
                inbox.capture { send.run() }.singleMail().hasSubject('two')
                MailSoftAssertions.assertMailSoftly { softly -> softly.assertThat(inbox).hasMailCount(2) }
                assertThat(inbox.mails()[0]).extractCode(~/\\d+/)
                """)).isEqualTo("42");
    }

    @Test
    void assertionsFail(Inbox inbox) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> run(inbox, "assertThat(inbox).hasMailCount(1)"))
                .withMessageStartingWith("Expecting 1 mail within 50 ms, but found 0.");
    }

    @Test
    void snapshotsAreKept(Inbox inbox, @TempDir Path directory) {
        RawClient.deliver(inbox, "Subject: one\n\nHello\n");
        inbox.snapshots(new Snapshots(Snapshots.Mode.UPDATE, directory));

        run(inbox, "assertThat(inbox).singleMail().matchesSnapshot('one', Scrubber.uuids())");

        assertThat(directory).isDirectoryRecursivelyContaining("glob:**/GroovyTests/one.eml.txt");
    }
}
