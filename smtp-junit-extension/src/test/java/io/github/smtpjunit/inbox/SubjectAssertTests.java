package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Assertions on the subject and other fields. */
class SubjectAssertTests extends TwoMailsTestCase {

    static Stream<Arguments> onAFullMail() {
        return Stream.of(
                fails("hasSubject", mail -> mail.hasSubject("Welcome"), """
                    Expecting subject:
                      "Welcome"
                    but was:
                      "Willkommen, Zoë"
                    """),
                passes("hasSubject", mail -> mail.hasSubject("Willkommen, Zoë")),
                fails("hasSubjectContaining", mail -> mail.hasSubjectContaining("Ada"), """
                    Expecting subject to contain:
                      "Ada"
                    but was:
                      "Willkommen, Zoë"
                    """),
                passes("hasSubjectContaining", mail -> mail.hasSubjectContaining("Zoë")),
                fails("hasSubjectStartingWith", mail -> mail.hasSubjectStartingWith("kommen"), """
                    Expecting subject to start with:
                      "kommen"
                    but was:
                      "Willkommen, Zoë"
                    """),
                passes("hasSubjectStartingWith", mail -> mail.hasSubjectStartingWith("Willkommen, ")),
                fails("hasSubjectMatching", mail -> mail.hasSubjectMatching(Pattern.compile("Will")), """
                    Expecting subject to match:
                      /Will/
                    but was:
                      "Willkommen, Zoë"
                    """),
                passes("hasSubjectMatching", mail -> mail.hasSubjectMatching(Pattern.compile("Will.*"))),
                fails(
                        "hasSubjectContainingPattern",
                        mail -> mail.hasSubjectContainingPattern(Pattern.compile("^kommen")),
                        """
                    Expecting subject to contain the pattern:
                      /^kommen/
                    but was:
                      "Willkommen, Zoë"
                    """),
                passes(
                        "hasSubjectContainingPattern",
                        mail -> mail.hasSubjectContainingPattern(Pattern.compile("k.mm"))),
                fails("hasHeader", mail -> mail.hasHeader("X-Spam"), """
                    Expecting one of the names of header fields to be:
                      "X-Spam"
                    but found:
                      From
                      To
                      Cc
                      Reply-To
                      Subject
                      Message-ID
                      X-Tag
                      Content-Type
                    """),
                passes("hasHeader", mail -> mail.hasHeader("message-id")),
                fails("hasHeader, a value", mail -> mail.hasHeader("X-Tag", "three"), """
                    Expecting one of the values of header field X-Tag to be:
                      "three"
                    but found:
                      one
                      two
                    """),
                passes("hasHeader, a value", mail -> mail.hasHeader("X-Tag", "two")),
                fails("doesNotHaveHeader", mail -> mail.doesNotHaveHeader("X-Tag"), """
                    Expecting no header field X-Tag, but found:
                      one
                      two
                    """),
                passes("doesNotHaveHeader", mail -> mail.doesNotHaveHeader("Bcc")));
    }

    static Stream<Arguments> onABareMail() {
        return Stream.of(
                fails("hasSubject", mail -> mail.hasSubject("(none)"), """
                    Expecting subject:
                      "(none)"
                    but was:
                      (none)
                    """),
                fails("hasSubjectContaining", mail -> mail.hasSubjectContaining("none"), """
                    Expecting subject to contain:
                      "none"
                    but was:
                      (none)
                    """),
                fails("hasSubjectMatching", mail -> mail.hasSubjectMatching(Pattern.compile(".*")), """
                    Expecting subject to match:
                      /.*/
                    but was:
                      (none)
                    """),
                fails(
                        "hasSubjectContainingPattern",
                        mail -> mail.hasSubjectContainingPattern(Pattern.compile(".*")),
                        """
                    Expecting subject to contain the pattern:
                      /.*/
                    but was:
                      (none)
                    """),
                fails("hasHeader", mail -> mail.hasHeader("Subject", "Hello"), """
                    Expecting one of the values of header field Subject to be:
                      "Hello"
                    but found:
                      (none)
                    """));
    }
}
