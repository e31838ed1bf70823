/**
 * What a mail means. Start with {@link io.github.smtpjunit.mail.ParsedMail}: octets go in, the meaning comes out.
 *
 * <p><b>The principle.</b> Octets are never changed. The meaning is what a reader's mail program shows. What has to be guessed or
 * mended is listed in {@link io.github.smtpjunit.mail.ParsedMail#problems() problems()}, and nothing is lost without a line there.
 *
 * <p>Nothing here throws on a mail, however broken it is, and the work grows with the size of the mail, not with its square: no
 * recursion over what a sender wrote, no regular expression that backtracks, and a bound on how many parts and levels are read.
 *
 * <p>Everything is immutable and thread-safe.
 */
@NullMarked
package io.github.smtpjunit.mail;

import org.jspecify.annotations.NullMarked;
