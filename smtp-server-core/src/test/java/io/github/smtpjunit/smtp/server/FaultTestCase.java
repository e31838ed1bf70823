package io.github.smtpjunit.smtp.server;

/** A server for each test, and the rules of what it does wrong. */
abstract class FaultTestCase extends SmtpTestCase {

    final SmtpServer server = start(builder());
    final Faults faults = server.faults();
}
