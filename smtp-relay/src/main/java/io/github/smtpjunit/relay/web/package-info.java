/**
 * What speaks HTTP to browsers and tools: {@link io.github.smtpjunit.relay.web.HttpEndpoint} listens,
 * {@link io.github.smtpjunit.relay.web.Routes} finds the handler of a {@link io.github.smtpjunit.relay.web.Request},
 * and {@link io.github.smtpjunit.relay.web.Access} decides who may ask. Knows nothing of mail. The package is not
 * exported.
 */
@NullMarked
package io.github.smtpjunit.relay.web;

import org.jspecify.annotations.NullMarked;
