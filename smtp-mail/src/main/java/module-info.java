/** Reads a mail: from its octets to the meaning that a mail program shows. */
module io.github.smtpjunit.mail {
    requires io.github.smtpjunit.smtp;
    requires static transitive org.jspecify;
    requires org.jsoup;

    exports io.github.smtpjunit.mail;
}
