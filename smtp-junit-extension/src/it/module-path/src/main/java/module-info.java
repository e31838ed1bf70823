/** Tests as a module: JUnit and the extension set fields and call methods, so it is open. */
open module consumer {
    requires io.github.smtpjunit.jupiter;
    requires jakarta.mail;
    requires org.junit.jupiter.api;
}
