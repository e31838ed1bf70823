package shop;

import io.github.smtpjunit.jupiter.WithQuarkusSmtpServer;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithQuarkusSmtpServer
class FirstTests extends OneApplicationTestCase {}
