/**
 * The command line of the relay. Start with {@link io.github.smtpjunit.relay.cli.RelayCommand}, the entry point, and
 * {@link io.github.smtpjunit.relay.cli.ServeCommand}, the relay as a program. The package is not exported.
 */
@NullMarked
package io.github.smtpjunit.relay.cli;

import org.jspecify.annotations.NullMarked;
