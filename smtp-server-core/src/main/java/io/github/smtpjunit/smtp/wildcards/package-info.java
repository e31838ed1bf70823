/**
 * Not part of the API: how patterns of addresses and of names compare,
 * {@link io.github.smtpjunit.smtp.wildcards.Wildcards Wildcards}.
 */
@NullMarked
package io.github.smtpjunit.smtp.wildcards;

import org.jspecify.annotations.NullMarked;
