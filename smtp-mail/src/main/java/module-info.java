/** What a mail means: octets in, the meaning that a reader's mail program shows out. */
module io.github.smtpjunit.mail {
    requires io.github.smtpjunit.smtp;
    requires static transitive org.jspecify;
    requires org.jsoup;

    exports io.github.smtpjunit.mail;
}
