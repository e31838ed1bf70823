/** A mail relay: a library, and a small server. */
module io.github.smtpjunit.relay {
    // It exports io.github.smtpjunit.relay as soon as that holds a class; javac refuses to export an empty package.
    requires transitive io.github.smtpjunit.smtp;
    requires static transitive org.jspecify;
}
