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
 * <p>All types are immutable and thread-safe.
 */
@NullMarked
package io.github.smtpjunit.mail;

import org.jspecify.annotations.NullMarked;
