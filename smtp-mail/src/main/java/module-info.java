/** Reads a mail: from its octets to the meaning that a mail program shows; and finds what is wrong with it. */
@SuppressWarnings({"requires-automatic", "module"}) // the optional libraries, and a module that is built after this one
module io.github.smtpjunit.mail {
    requires transitive io.github.smtpjunit.smtp;
    requires static transitive org.jspecify;
    requires static gg.jte.runtime; // the jar contains relocated copies of the classes it needs
    requires static java.compiler; // for an annotation of generated classes, which is not in the class files
    requires static net.sf.biweekly;
    requires static org.apache.commons.csv;
    requires static org.apache.pdfbox;
    requires org.jsoup;

    exports io.github.smtpjunit.mail;
    exports io.github.smtpjunit.mail.lint;
    exports io.github.smtpjunit.mail.page;
    exports io.github.smtpjunit.mail.library to
            io.github.smtpjunit.jupiter;
}
