/** Good certificates, and deliberately bad ones, for tests of TLS, made in memory. */
module io.github.smtpjunit.certificates {
    requires static transitive org.jspecify;
    requires static org.bouncycastle.provider; // the jar contains relocated copies of the classes it needs

    exports io.github.smtpjunit.certificates;
}
