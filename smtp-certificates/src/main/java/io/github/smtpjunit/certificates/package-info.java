/**
 * Certificates for tests of TLS: {@link io.github.smtpjunit.certificates.CertificateKit CertificateKit} is an
 * authority, with everything that a server and a client need from it; {@link
 * io.github.smtpjunit.certificates.TlsIdentity TlsIdentity} is a key with its certificate, made here or read from PEM
 * files.
 */
@NullMarked
package io.github.smtpjunit.certificates;

import org.jspecify.annotations.NullMarked;
