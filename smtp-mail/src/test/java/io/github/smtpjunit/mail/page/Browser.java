package io.github.smtpjunit.mail.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * Chromium without a window. All that it requests, of loopback too, goes to a proxy that keeps the first line of each
 * request and answers with nothing. Where the browser is not installed, the tests that need it are skipped and say so.
 */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String FENCE = "http://fence.test/";

    private final ServerSocket proxy;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ChromeDriver driver;

    private Browser(Path directory, File chromium, File chromedriver) throws IOException {
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("recording-proxy", this::accept);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--force-device-scale-factor=1",
                "--hide-scrollbars",
                "about:blank", // and not Debian's start page
                "--proxy-server=http://127.0.0.1:" + proxy.getLocalPort(),
                "--proxy-bypass-list=<-loopback>",
                "--user-data-dir=" + Files.createTempDirectory(directory, "profile"));
        ChromeDriverService service = ChromeDriverService.createDefaultService();
        service.setExecutable(chromedriver.getPath()); // so that Selenium looks for none, and downloads none
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(PATIENCE).scriptTimeout(PATIENCE);
    }

    /** Starts a browser with a new profile in a directory. */
    static Browser start(Path directory) throws IOException {
        Optional<File> chromium = find("chromium", "chromium-browser", "google-chrome");
        Optional<File> chromedriver = find("chromedriver");
        assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "no chromium and chromedriver on the PATH: apt-get install chromium chromium-driver");
        return new Browser(directory, chromium.orElseThrow(), chromedriver.orElseThrow());
    }

    private static Optional<File> find(String... names) {
        return Arrays.stream(names)
                .flatMap(name -> Pattern.compile(Pattern.quote(File.pathSeparator))
                        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                        .map(directory -> new File(directory, name)))
                .filter(File::canExecute)
                .findFirst();
    }

    private void accept() {
        while (!proxy.isClosed()) {
            try {
                Socket client =
                        proxy.accept(); // the browser opens connections before it needs them, so each has a thread
                start("recorded-request", () -> answer(client));
            } catch (IOException e) {
                // the test is over
            }
        }
    }

    private void answer(Socket client) {
        try (client;
                BufferedReader lines = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1))) {
            String request = lines.readLine();
            if (request != null) {
                requests.add(request);
                client.getOutputStream()
                        .write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
            }
        } catch (IOException e) {
            // the browser has gone
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    ChromeDriver driver() {
        return driver;
    }

    /**
     * The requests so far, but for those that Chromium makes for itself. A last one makes sure that those before it
     * have been recorded.
     */
    List<String> requests() {
        driver.get(FENCE);
        return requests.stream()
                .filter(request -> !request.contains(FENCE))
                .filter(request ->
                        !request.matches("\\S+ \\S*\\.(?:duckduckgo|google|googleapis|gvt1|gstatic)\\.com[:/].*"))
                .toList();
    }

    void open(Path file) {
        driver.get(file.toUri().toString());
    }

    /** Opens a page anew at an anchor. */
    void open(Path file, String anchor) {
        driver.get("about:blank");
        driver.get(file.toUri() + anchor);
    }

    /** Opens a page in a window of a width, and with the colours that the system prefers. */
    void open(Path file, int width, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        open(file);
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void click(String selector) {
        run("document.querySelector(arguments[0]).click()", selector);
    }

    /**
     * Asks the document in the first frame until it gives an answer. Timers and events do not work there, since scripts
     * are off, so it is asked again and again.
     */
    void awaitInFrame(String script, Object expected) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        @Nullable Object answer;
        do {
            driver.switchTo().frame(0);
            answer = run("return document.readyState !== 'complete' ? 'not loaded' : (() => {" + script + "})()");
            driver.switchTo().defaultContent();
        } while (!expected.equals(answer) && System.nanoTime() < deadline);
        assertThat(answer).as(script).isEqualTo(expected);
    }

    /** Runs a script until it gives an answer. */
    void await(String script, Object expected, Object... arguments) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        @Nullable Object answer;
        do {
            answer = run(script, arguments);
        } while (!expected.equals(answer) && System.nanoTime() < deadline);
        assertThat(answer).as(script + Arrays.toString(arguments)).isEqualTo(expected);
    }

    private long number(String expression) {
        return run("return " + expression) instanceof Number number ? number.longValue() : -1;
    }

    /** What the rules of axe-core find serious or critical in the page. */
    List<?> inaccessible() throws IOException {
        try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
            run(new String(Objects.requireNonNull(axe).readAllBytes(), UTF_8));
        }
        Object findings = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { iframes: false }).then(result => done(result.violations
                  .filter(v => v.impact === 'serious' || v.impact === 'critical')
                  .map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | '))),
                  error => done([String(error)]))""");
        return (List<?>) Objects.requireNonNull(findings);
    }

    /** Writes a picture of the whole page. */
    void picture(Path file) {
        picture(file, number("document.documentElement.scrollHeight"));
    }

    /** Writes a picture of the page as far down as the given height. */
    void picture(Path file, long height) {
        if (run("return document.querySelector('iframe')") != null) {
            awaitInFrame("return document.querySelector('meta[name=color-scheme]') !== null", true);
            driver.executeAsyncScript("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
        }
        long width = number("innerWidth");
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            driver.quit();
        } finally {
            proxy.close();
        }
    }
}
