package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.cli.CommandTestCase.Client;
import io.github.smtpjunit.relay.client.HostPort;
import java.io.BufferedReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users have it. Runs once it has been packed. */
@EnabledIfSystemProperty(named = "runnable.jar", matches = ".+")
@Timeout(120)
class RunnableJarTests {

    private static final Path JAR = Path.of(System.getProperty("runnable.jar", ""));

    private static ProcessBuilder jar(String... args) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString());
        builder.command().addAll(List.of(args));
        return builder;
    }

    @Test
    void capturesAndStopsOnSigterm(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        Path mails = directory.resolve("mails");
        Process process = jar(
                        "capture",
                        "--listen",
                        "127.0.0.1:0",
                        "--listen-tls=127.0.0.1:0",
                        "--directory",
                        mails.toString())
                .redirectError(log.toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String ready = out.readLine();
            assertThat(ready).matches("READY smtp=127\\.0\\.0\\.1:\\d+ smtps=127\\.0\\.0\\.1:\\d+");
            try (Client client = new Client(HostPort.parseListening(ready.split("[ =]", -1)[2]))) {
                client.say("250", "EHLO client.example.org");
                client.mail("ada@example.org", "Subject: x\r\n\r\n..\r\n", "bob@example.org")
                        .expect("250");
                assertThat(mails.resolve("000001.eml"))
                        .hasBinaryContent("Subject: x\r\n\r\n.\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(mails.resolve("000001.json")).content().startsWith("{\"from\": \"ada@example.org\"");
            }
            greetsWithinTls(HostPort.parseListening(ready.split("[ =]", -1)[4]));
            process.toHandle().destroy(); // SIGTERM, and unlike Process.destroy() it leaves standard output open
            assertThat(out.readLine()).isNull();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(Files.readString(log))
                    .contains("event=accepted id=000001")
                    .doesNotContain("SLF4J", "Exception");
        } finally {
            process.destroyForcibly();
        }
    }

    /** Bouncy Castle is in the jar as far as it is needed to make a certificate. */
    private static void greetsWithinTls(HostPort place) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAnyone()}, new SecureRandom());
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(place.host(), place.port())) {
            socket.setSoTimeout(60_000);
            assertThat(socket.getInputStream().readNBytes(4))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("220 ");
        }
    }

    private static final class TrustsAnyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void aMistakeIsOneLine() throws Exception {
        Process process = jar("capture", "--listen", "nowhere").start();
        try (InputStream err = process.getErrorStream()) {
            assertThat(new String(err.readAllBytes(), StandardCharsets.UTF_8))
                    .hasLineCount(1)
                    .contains("nowhere");
            assertThat(process.waitFor()).isEqualTo(2);
        }
    }

    @Test
    void theJarIsSmall() throws Exception {
        assertThat(Files.size(JAR)).isLessThan(8L * 1024 * 1024);
    }

    @Test
    void theJarTakesNothingOverInTheJvm() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(Object::toString))
                    .contains(
                            "META-INF/LICENSE",
                            "META-INF/LICENSE.md",
                            "META-INF/LICENSE.txt",
                            "META-INF/LICENSE-smtp-junit",
                            "META-INF/NOTICE")
                    .doesNotContain(
                            "module-info.class",
                            "META-INF/services/java.net.spi.InetAddressResolverProvider",
                            "META-INF/services/java.security.Provider")
                    .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".RSA"));
        }
    }
}
