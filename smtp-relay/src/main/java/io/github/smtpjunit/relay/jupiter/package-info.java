/**
 * A relay between the code under test and its inbox: {@link io.github.smtpjunit.relay.jupiter.WithSmtpRelay}. It needs
 * smtp-junit-extension and JUnit Jupiter, which the relay itself does not.
 */
@NullMarked
package io.github.smtpjunit.relay.jupiter;

import org.jspecify.annotations.NullMarked;
