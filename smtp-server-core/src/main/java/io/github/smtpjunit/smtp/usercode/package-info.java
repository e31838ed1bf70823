/**
 * The border to code of the user's, for the modules of this project alone: {@link
 * io.github.smtpjunit.smtp.usercode.UserCode UserCode}.
 */
@NullMarked
package io.github.smtpjunit.smtp.usercode;

import org.jspecify.annotations.NullMarked;
