package io.github.smtpjunit.certificates;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.certificates.CertificateMaker.Issuer;
import io.github.smtpjunit.certificates.CertificateMaker.Purpose;
import io.github.smtpjunit.certificates.CertificateMaker.Validity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority for tests. It makes good and deliberately bad certificates for servers, certificates for
 * clients, and everything that a client needs to trust them.
 *
 * <pre>{@code
 * CertificateKit kit = CertificateKit.create();
 * SmtpServer server = SmtpServer.builder().tls(kit.serverContext(EXPIRED)).start();
 *
 * SSLContext client = kit.clientContext();   // refuses that server: its certificate has expired
 * }</pre>
 *
 * <p>The kit makes everything in memory on first use, and keeps it. It writes no file unless you name a directory. It
 * changes no setting of the JVM: no provider, no default context, no system property. Thread-safe.
 */
public final class CertificateKit {

    /** The number of days that a certificate is valid: the longest time that the strictest clients accept. */
    static final int VALIDITY_DAYS = 825;

    private static final String AUTHORITY = "CN=smtp-junit test authority";
    private static final String OTHER_AUTHORITY = "CN=An untrusted authority";
    private static final String LOCALHOST = "localhost";
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "::1");
    private static final List<String> LOCAL_NAMES = List.of(LOCALHOST, "127.0.0.1", "::1");
    private static final int WEAK_BITS = 768;
    private static final String BUNDLE = "smtp-certificates";

    private final Clock clock;
    private final Map<ServerCertificate, TlsIdentity> servers = new ConcurrentHashMap<>();
    private @Nullable Authority authority;

    private CertificateKit(Clock clock) {
        this.clock = clock;
    }

    /** The shared kit, made on first use. */
    private static final class Shared {
        static final CertificateKit KIT = create();
    }

    /**
     * The issuer of certificates.
     *
     * @param issuer name and key
     * @param certificate signed by that key
     */
    private record Authority(Issuer issuer, X509Certificate certificate) {

        static Authority of(String name, Validity validity) {
            X500Principal principal = new X500Principal(name);
            Issuer issuer = new Issuer(principal, CertificateMaker.ecKeys());
            return new Authority(
                    issuer,
                    CertificateMaker.make(
                            principal, List.of(), issuer.keys().getPublic(), Purpose.AUTHORITY, validity, issuer));
        }

        TlsIdentity issue(String subject, List<String> names, KeyPair keys, Purpose purpose, Validity validity) {
            X509Certificate issued = CertificateMaker.make(
                    new X500Principal(subject), names, keys.getPublic(), purpose, validity, issuer);
            return new TlsIdentity(keys.getPrivate(), List.of(issued));
        }
    }

    /**
     * Makes a kit with its own authority.
     *
     * @return a new kit; clients of another kit do not trust its certificates
     */
    public static CertificateKit create() {
        return create(Clock.systemUTC());
    }

    /**
     * Makes a kit whose certificates are valid, expired or not yet valid by a given clock. TLS clients still use the
     * system's clock.
     *
     * @param clock the kit reads it each time it makes something
     * @return a new kit
     */
    public static CertificateKit create(Clock clock) {
        requireNonNull(clock, "clock");
        return new CertificateKit(clock);
    }

    /**
     * Returns the kit that all tests in this JVM can share. It does not change: it makes each certificate once, and
     * returns the same one to every test.
     *
     * @return always the same kit
     */
    public static CertificateKit shared() {
        return Shared.KIT;
    }

    static Validity validityNow(Clock clock) {
        Instant now = clock.instant();
        return new Validity(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(VALIDITY_DAYS)));
    }

    private Validity validNow() {
        return validityNow(clock);
    }

    private Validity validAround(int firstDay, int lastDay) {
        Instant now = clock.instant();
        return new Validity(now.plus(Duration.ofDays(firstDay)), now.plus(Duration.ofDays(lastDay)));
    }

    private synchronized Authority issuer() {
        Authority known = authority;
        if (known == null) {
            known = Authority.of(AUTHORITY, validAround(-VALIDITY_DAYS, VALIDITY_DAYS));
            authority = known;
        }
        return known;
    }

    /**
     * Returns the certificate of the authority. Clients have to trust it.
     *
     * @return a self-signed certificate
     */
    public X509Certificate authority() {
        return issuer().certificate();
    }

    /**
     * Returns the authority's certificate as text.
     *
     * @return PEM (RFC 7468)
     */
    public String authorityPem() {
        return Pem.certificates(List.of(authority()));
    }

    /**
     * Returns a key and a certificate for a server.
     *
     * @param which the good certificate, or the defect that it should have
     * @return always the same identity for the same value
     */
    public TlsIdentity server(ServerCertificate which) {
        requireNonNull(which, "which");
        return servers.computeIfAbsent(which, this::makeServer);
    }

    private TlsIdentity makeServer(ServerCertificate which) {
        return switch (which) {
            case GOOD -> makeServer(LOCALHOST, LOCAL_NAMES, validNow());
            case EXPIRED -> makeServer(LOCALHOST, LOCAL_NAMES, validAround(-31, -1));
            case NOT_YET_VALID -> makeServer(LOCALHOST, LOCAL_NAMES, validAround(1, 31));
            case WRONG_HOST -> makeServer("wrong.example", List.of("wrong.example"), validNow());
            case SELF_SIGNED -> TlsIdentity.selfSigned(LOCAL_NAMES, validNow());
            case UNKNOWN_CA ->
                Authority.of(OTHER_AUTHORITY, validNow())
                        .issue(subject(LOCALHOST), LOCAL_NAMES, CertificateMaker.ecKeys(), Purpose.SERVER, validNow());
            case WEAK_KEY ->
                issuer().issue(
                                subject(LOCALHOST),
                                LOCAL_NAMES,
                                CertificateMaker.rsaKeys(WEAK_BITS),
                                Purpose.SERVER,
                                validNow());
            case CN_ONLY -> makeServer(LOCALHOST, List.of(), validNow());
            case IP_ONLY -> makeServer("127.0.0.1", ADDRESSES, validNow());
        };
    }

    private TlsIdentity makeServer(String commonName, List<String> names, Validity validity) {
        return issuer().issue(subject(commonName), names, CertificateMaker.ecKeys(), Purpose.SERVER, validity);
    }

    private static String subject(String commonName) {
        return "CN=" + commonName;
    }

    /**
     * Makes a key and a certificate for a client, which shows them to a server that asks for a certificate.
     *
     * @param commonName the common name in the certificate
     * @return a new identity; the servers of this kit accept it
     * @throws IllegalArgumentException if a certificate cannot contain the name
     */
    public TlsIdentity client(String commonName) {
        requireNonNull(commonName, "commonName");
        String escaped = commonName.replaceAll("[\\\\\",+<>;=#]", "\\\\$0"); // RFC 4514 section 2.4
        return issuer().issue(subject(escaped), List.of(), CertificateMaker.ecKeys(), Purpose.CLIENT, validNow());
    }

    /**
     * Returns a context for a server with a good certificate. If the server asks clients for certificates, it accepts
     * those of {@link #client(String)}.
     *
     * @return a new context, with no session to resume
     */
    public SSLContext serverContext() {
        return serverContext(ServerCertificate.GOOD);
    }

    /**
     * Returns a context for a server. If the server asks clients for certificates, it accepts those of {@link
     * #client(String)}.
     *
     * @param which the good certificate, or the defect that it should have
     * @return a new context, with no session to resume
     */
    public SSLContext serverContext(ServerCertificate which) {
        requireNonNull(which, "which");
        return TlsIdentity.context(server(which), trustManagers());
    }

    /**
     * Returns a context for a client that trusts the kit's authority and no other. The context does not compare the
     * certificate with the host's name: the {@linkplain
     * javax.net.ssl.SSLParameters#setEndpointIdentificationAlgorithm(String) socket} or the mail library does that.
     *
     * @return a new context, with no session to resume
     */
    public SSLContext clientContext() {
        return TlsIdentity.context(null, trustManagers());
    }

    /**
     * Returns a context for a client that trusts the kit's authority, and shows its own certificate to a server that
     * asks for one.
     *
     * @param identity an identity from {@link #client(String)}, or one that the server should refuse
     * @return a new context, with no session to resume
     */
    public SSLContext clientContext(TlsIdentity identity) {
        requireNonNull(identity, "identity");
        return TlsIdentity.context(identity, trustManagers());
    }

    private TrustManager[] trustManagers() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(trustStore());
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot verify certificates", e);
        }
    }

    /**
     * Returns a trust store that contains the authority's certificate.
     *
     * @return a new PKCS #12 store in memory, without a password
     */
    public KeyStore trustStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", authority());
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot make PKCS #12 stores", e);
        }
    }

    /**
     * Writes files for code under test that reads certificates from files: the authority, and a good server certificate
     * with its key.
     *
     * @param directory the directory to write to. It is created if it does not exist. Files with the same names are
     *     overwritten
     * @return the files
     * @throws IOException if a file cannot be written
     */
    public CertificateFiles writeTo(Path directory) throws IOException {
        requireNonNull(directory, "directory");
        CertificateFiles files = new CertificateFiles(Files.createDirectories(directory));
        TlsIdentity good = server(ServerCertificate.GOOD);
        Files.writeString(files.authority(), authorityPem());
        Files.writeString(files.serverChain(), good.chainPem());
        Files.writeString(files.serverKey(), good.privateKeyPem());
        try (OutputStream out = Files.newOutputStream(files.trustStore())) {
            trustStore().store(out, files.trustStorePassword().toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot write PKCS #12 stores", e);
        }
        return files;
    }

    /**
     * Returns the properties of a {@code jakarta.mail.Session} that sends over STARTTLS only (RFC 3207), trusts the
     * kit's authority and no other, and checks that the certificate belongs to the host. If TLS does not start, the
     * session sends no mail.
     *
     * @param host the host of the server, {@code localhost} or an address of the loopback interface
     * @param port the port of the server
     * @return new properties; one value, {@code mail.smtp.ssl.socketFactory}, is an object, not a string
     * @throws IllegalArgumentException if the host is blank, or the port is not 1 to 65535
     */
    public Properties mailProperties(String host, int port) {
        return mailProperties(host, port, false);
    }

    /**
     * Returns properties as {@link #mailProperties} does, for a server with implicit TLS (RFC 8314 section 3.3): TLS
     * starts with the connection.
     *
     * @param host the host of the server, {@code localhost} or an address of the loopback interface
     * @param port the port of the server
     * @return new properties; one value, {@code mail.smtp.ssl.socketFactory}, is an object, not a string
     * @throws IllegalArgumentException if the host is blank, or the port is not 1 to 65535
     */
    public Properties implicitTlsMailProperties(String host, int port) {
        return mailProperties(host, port, true);
    }

    private Properties mailProperties(String host, int port, boolean implicit) {
        checkServer(host, port);
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", "smtp");
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.putAll(tlsProperties(implicit));
        properties.put("mail.smtp.ssl.socketFactory", clientContext().getSocketFactory());
        return properties;
    }

    private static void checkServer(String host, int port) {
        if (requireNonNull(host, "host").isBlank()) {
            throw new IllegalArgumentException("The host must be a name or an address, not blank");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("The port must be 1 to 65535, not " + port);
        }
    }

    private static Map<String, String> tlsProperties(boolean implicit) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (implicit) {
            properties.put("mail.smtp.ssl.enable", "true");
        } else {
            properties.put("mail.smtp.starttls.enable", "true");
            properties.put("mail.smtp.starttls.required", "true");
        }
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.socketFactory.fallback", "false"); // else it retries with the JVM's trust store
        return properties;
    }

    /**
     * Returns the configuration of Spring Boot (3.4 and later) for a mail sender that sends over STARTTLS only, trusts
     * the kit's authority and no other, and checks that the certificate belongs to the host. It has the keys
     * {@code spring.mail.*}, and the SSL bundle under {@code spring.ssl.bundle.pem} that they refer to. Without Spring
     * Boot, pass {@link #mailProperties} to {@code JavaMailSenderImpl.setJavaMailProperties}.
     *
     * @param host the host of the server, {@code localhost} or an address of the loopback interface
     * @param port the port of the server
     * @return a new map, for example for a {@code DynamicPropertyRegistry}
     * @throws IllegalArgumentException if the host is blank, or the port is not 1 to 65535
     */
    public Map<String, String> springProperties(String host, int port) {
        return springProperties(host, port, false);
    }

    /**
     * Returns the configuration as {@link #springProperties} does, for a server with implicit TLS.
     *
     * @param host the host of the server, {@code localhost} or an address of the loopback interface
     * @param port the port of the server
     * @return a new map, for example for a {@code DynamicPropertyRegistry}
     * @throws IllegalArgumentException if the host is blank, or the port is not 1 to 65535
     */
    public Map<String, String> implicitTlsSpringProperties(String host, int port) {
        return springProperties(host, port, true);
    }

    private Map<String, String> springProperties(String host, int port, boolean implicit) {
        checkServer(host, port);
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("spring.mail.host", host);
        properties.put("spring.mail.port", Integer.toString(port));
        tlsProperties(implicit).forEach((key, value) -> properties.put("spring.mail.properties." + key, value));
        properties.put("spring.mail.ssl.enabled", Boolean.toString(implicit));
        properties.put("spring.mail.ssl.bundle", BUNDLE);
        properties.put("spring.ssl.bundle.pem." + BUNDLE + ".truststore.certificate", authorityPem());
        return properties;
    }
}
