package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Assertions on attachments and inline parts. */
class AttachmentAssertTests extends TwoMailsTestCase {

    static Stream<Arguments> onAFullMail() {
        return Stream.of(
                fails("hasAttachment", mail -> mail.hasAttachment("logo.png"), """
                    Expecting one of the names of attachments to be:
                      "logo.png"
                    but found:
                      invoice.pdf (application/pdf, 5 bytes)
                    Inline parts do not count:
                      logo.png (image/png, 3 bytes, cid:logo@example.com)
                    """),
                passes("hasAttachment", mail -> mail.hasAttachment("invoice.pdf")),
                fails(
                        "hasAttachment, its bytes",
                        mail -> mail.hasAttachment("invoice.pdf", new byte[] {'%', 'P', 'D', 0, '\n', '\u00ff' - 256}),
                        """
                        Expecting content of attachment "invoice.pdf":
                          6 octets: %PD\\x00\\n\\xff
                        but was:
                          5 octets: %PDF-
                        They differ at octet 3.
                        """),
                passes(
                        "hasAttachment, its bytes",
                        mail -> mail.hasAttachment("invoice.pdf", new byte[] {'%', 'P', 'D', 'F', '-'})),
                fails("hasAttachment, its type", mail -> mail.hasAttachment("invoice.pdf", "text/plain"), """
                    Expecting type of attachment "invoice.pdf":
                      "text/plain"
                    but was:
                      "application/pdf"
                    """),
                passes("hasAttachment, its type", mail -> mail.hasAttachment("invoice.pdf", "application/PDF")),
                fails("hasAttachmentOfType", mail -> mail.hasAttachmentOfType("text/csv"), """
                    Expecting one of the types of attachments to be:
                      "text/csv"
                    but found:
                      invoice.pdf (application/pdf, 5 bytes)
                    Inline parts do not count:
                      logo.png (image/png, 3 bytes, cid:logo@example.com)
                    """),
                passes("hasAttachmentOfType", mail -> mail.hasAttachmentOfType("application/pdf")),
                fails("hasAttachmentCount", mail -> mail.hasAttachmentCount(2), """
                    Expecting 2 attachments, but found 1:
                      invoice.pdf (application/pdf, 5 bytes)
                    Inline parts do not count:
                      logo.png (image/png, 3 bytes, cid:logo@example.com)
                    """),
                passes("hasAttachmentCount", mail -> mail.hasAttachmentCount(1)),
                fails("hasNoAttachments", mail -> mail.hasNoAttachments(), """
                    Expecting no attachments, but found 1:
                      invoice.pdf (application/pdf, 5 bytes)
                    Inline parts do not count:
                      logo.png (image/png, 3 bytes, cid:logo@example.com)
                    """),
                passes("hasInlinePartCount", mail -> mail.hasInlinePartCount(1)),
                fails("hasInlinePartCount", mail -> mail.hasInlinePartCount(2), """
                    Expecting 2 inline parts, but found 1:
                      logo.png (image/png, 3 bytes, cid:logo@example.com)
                    """),
                fails("hasInlinePart", mail -> mail.hasInlinePart("banner"), """
                    Expecting one of the Content-IDs of inline parts to be:
                      "banner"
                    but found:
                      logo.png (image/png, 3 bytes, cid:logo@example.com)
                    """),
                passes("hasInlinePart", mail -> mail.hasInlinePart("logo@example.com")));
    }

    static Stream<Arguments> onABareMail() {
        return Stream.of(
                fails("hasNoAttachments", mail -> mail.hasAttachmentCount(1), """
                    Expecting 1 attachment, but found 0.
                    Inline parts do not count:
                      (no name) (image/png, 5 bytes, cid:logo@example.com)
                    """),
                passes("hasNoAttachments", mail -> mail.hasNoAttachments()),
                fails("hasAttachment", mail -> mail.hasAttachment("invoice.pdf"), """
                    Expecting one of the names of attachments to be:
                      "invoice.pdf"
                    but found:
                      (none)
                    Inline parts do not count:
                      (no name) (image/png, 5 bytes, cid:logo@example.com)
                    """),
                fails("hasInlinePart", mail -> mail.hasInlinePart("logo"), """
                    Expecting one of the Content-IDs of inline parts to be:
                      "logo"
                    but found:
                      (no name) (image/png, 5 bytes, cid:logo@example.com)
                    Whole values are compared, and that is only a part of one.
                    """));
    }
}
