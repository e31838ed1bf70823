/** Certificates for tests of TLS, good ones and on purpose bad ones, made in memory. */
module io.github.smtpjunit.certificates {
    requires static transitive org.jspecify;
    requires org.bouncycastle.provider;

    exports io.github.smtpjunit.certificates;
}
