/** The command line of the relay. */
@NullMarked
package io.github.smtpjunit.relay.cli;

import org.jspecify.annotations.NullMarked;
