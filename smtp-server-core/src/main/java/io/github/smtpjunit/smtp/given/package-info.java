/** Not part of the API: the checks of what callers give, {@link io.github.smtpjunit.smtp.given.Given Given}. */
@NullMarked
package io.github.smtpjunit.smtp.given;

import org.jspecify.annotations.NullMarked;
