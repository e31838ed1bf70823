/** Certificates for tests of TLS, good ones and on purpose bad ones, made in memory. */
module io.github.smtpjunit.certificates {
    requires static transitive org.jspecify;
    requires static org.bouncycastle.provider; // what is needed of it is inside the jar, relocated

    exports io.github.smtpjunit.certificates;
}
