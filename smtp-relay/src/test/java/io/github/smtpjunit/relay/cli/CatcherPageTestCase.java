package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A catcher of its own for each test, whose page is shown in a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CatcherPageTestCase extends CommandTestCase {

    Browser browser;
    String scheme = "http";

    @SuppressWarnings("NullAway.Init") // by startCatcher, with which each test begins
    Running capture;

    @BeforeAll
    void startBrowser(@TempDir Path directory) throws IOException {
        browser = Browser.start(directory);
    }

    @AfterAll
    void stopBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    /** Starts a catcher, and opens its page. */
    void open(String... more) throws Exception {
        startCatcher(more);
        show("");
    }

    void startCatcher(String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("capture", "--listen=127.0.0.1:0", "--http=127.0.0.1:0"));
        options.addAll(List.of(more));
        capture = start(options.toArray(String[]::new));
        browser.resize(1280, 800, "light");
    }

    String origin() {
        return scheme + "://" + capture.places("http").get(0);
    }

    /** Loads the page anew, at a place of it such as {@code #/rules}, and waits until it is up to date. */
    void show(String place) {
        browser.driver().get("about:blank");
        browser.driver().get(origin() + "/" + place);
        browser.awaitResult("return document.getElementById('live').textContent", "Live"); // may be hidden on a phone
    }

    /** Sends a plain mail. */
    void send(String subject, String... to) throws IOException {
        sendContent("Subject: " + subject + "\r\nFrom: The Tea Shop <shop@example.com>\r\n\r\nHello\r\n", to);
    }

    void sendContent(String content, String... to) throws IOException {
        try (Client client = capture.connect()) {
            client.say("250", "EHLO shop.example.com")
                    .mail("shop@example.com", content, to)
                    .expect("250");
            client.say("221", "QUIT");
        }
    }

    /** A mail with HTML and files, in UTF-8. */
    static String mail(String subject, String html, String... files) {
        StringBuilder mail = new StringBuilder(
                "From: The Tea Shop <shop@example.com>\r\nTo: Ada Lovelace <ada@example.org>\r\nSubject: " + subject
                        + "\r\nDate: Tue, 3 Mar 2026 09:12:45 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                        + "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n");
        Stream.of(files)
                .forEach(file -> mail.append("--b\r\nContent-Type: application/pdf\r\n"
                        + "Content-Disposition: attachment; filename=\"" + file + "\"\r\n\r\n%PDF-1.4\r\n"));
        return mail + "--b--\r\n";
    }

    /** A client that does not know the server's certificate, and says so in the handshake. */
    void failByTrust() throws IOException {
        try (Client client = capture.connect()) {
            client.say("250", "EHLO suspicious.example.com").say("220", "STARTTLS");
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket tls = (SSLSocket) factory.createSocket(client.socket(), "127.0.0.1", 25, true)) {
                assertThatExceptionOfType(SSLException.class).isThrownBy(tls::startHandshake);
            }
        }
    }

    /** The subjects in the list, from top to bottom. */
    List<String> subjects() {
        return browser.texts("#rows .subject");
    }

    /** Waits until the list shows these subjects. */
    void awaitSubjects(String... subjects) {
        browser.awaitResult(
                "return [...document.querySelectorAll('#rows .subject')].map(e => e.textContent)", List.of(subjects));
    }
}
