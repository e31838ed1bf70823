/** Not part of the API: the libraries that a user may add, {@link io.github.smtpjunit.mail.library.OptionalLibrary}. */
@NullMarked
package io.github.smtpjunit.mail.library;

import org.jspecify.annotations.NullMarked;
