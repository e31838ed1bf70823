/**
 * Reads a mail: from its octets to its meaning. Start with {@link io.github.smtpjunit.mail.ParsedMail}.
 *
 * <p><b>The principle.</b> Octets are never changed. The meaning is what a mail program shows to its user. {@link
 * io.github.smtpjunit.mail.ParsedMail#problems() problems()} lists everything that the reader had to guess or repair.
 * No content is lost without a line there.
 *
 * <p>No method here throws because of a broken mail. The work grows linearly with the size of the mail: the reader does
 * not recurse over what a sender wrote, uses no regular expression that backtracks, and limits the number of parts and
 * levels.
 *
 * <p>Around it are the views of a mail that a test or a tool asks for:
 * {@link io.github.smtpjunit.mail.MailQuery MailQuery} finds mails,
 * {@link io.github.smtpjunit.mail.SnapshotText SnapshotText} writes one as a text to compare.
 * {@link io.github.smtpjunit.mail.CalendarInvite CalendarInvite}, {@link io.github.smtpjunit.mail.PdfFile PdfFile},
 * {@link io.github.smtpjunit.mail.CsvFile CsvFile} and {@link io.github.smtpjunit.mail.ZipFile ZipFile} read certain
 * parts, {@link io.github.smtpjunit.mail.DkimSignature DkimSignature} reads who vouches for a mail. The package
 * {@code lint} finds what is wrong with it.
 *
 * <p>All types are immutable and thread-safe.
 */
@NullMarked
package io.github.smtpjunit.mail;

import org.jspecify.annotations.NullMarked;
