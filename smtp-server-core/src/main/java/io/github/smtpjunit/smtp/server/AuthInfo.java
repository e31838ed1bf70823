package io.github.smtpjunit.smtp.server;

/**
 * Who a client has proved to be (RFC 4954).
 *
 * @param user the name it authenticated with
 * @param mechanism the SASL mechanism, for example {@code PLAIN}
 */
public record AuthInfo(String user, String mechanism) {}
