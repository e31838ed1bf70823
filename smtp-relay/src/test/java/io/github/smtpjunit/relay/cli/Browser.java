package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/**
 * Chromium without a window. It reaches this machine as any browser does. All else that it requests goes to a proxy
 * that keeps the first line of each request, and answers with the page that the test has put there, or with nothing.
 * Where the browser is not installed, the tests that need it are skipped and say so.
 */
final class Browser implements AutoCloseable {

    private static final String FENCE = "http://fence.test/";

    private final ServerSocket proxy;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private final ChromeDriver driver;

    private Browser(Path directory, File chromium, File chromedriver) throws IOException {
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("recording-proxy", this::accept);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium);
        options.setAcceptInsecureCerts(true); // that of --http-tls is the catcher's own
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
                "--user-data-dir=" + Files.createTempDirectory(directory, "profile"));
        ChromeDriverService service = ChromeDriverService.createDefaultService();
        service.setExecutable(chromedriver.getPath()); // so that Selenium looks for none, and downloads none
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(CommandTestCase.PATIENCE).scriptTimeout(CommandTestCase.PATIENCE);
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
                client.getOutputStream().write(answerTo(request).getBytes(UTF_8));
            }
        } catch (IOException e) {
            // the browser has gone
        }
    }

    private String answerTo(String request) {
        String page = pages.get(request.split(" ", -1)[1]);
        return page == null
                ? "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + page;
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Puts a page at an address of another machine. */
    void serve(String address, String page) {
        pages.put(address, page);
    }

    /**
     * The requests to other machines so far, but for those that Chromium makes for itself; a last one makes sure that
     * those before it have been recorded.
     */
    List<String> requests() {
        driver.get(FENCE);
        return requests.stream()
                .filter(request -> !request.contains(FENCE))
                .filter(request ->
                        !request.matches("\\S+ \\S*\\.(?:duckduckgo|google|googleapis|gvt1|gstatic)\\.com[:/].*"))
                .toList();
    }

    /** Makes the window this wide and high, in the colours that the system prefers. */
    void resize(int width, int height, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    @Nullable
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits until a script returns what is expected. */
    void awaitResult(String script, @Nullable Object expected) {
        await().atMost(CommandTestCase.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(run(script)).as(script).isEqualTo(expected));
    }

    /** Waits until the element shows a text. */
    void awaitText(String selector, String expected) {
        await().atMost(CommandTestCase.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(text(selector)).as(selector).contains(expected));
    }

    /** What the reader sees in the first element of this kind. */
    String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    /** What the reader sees in each element of this kind. */
    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(element -> element.getText())
                .toList();
    }

    /** Clicks as a user does: it must be visible. */
    void click(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** Presses keys, wherever the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
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

    /** Writes a picture of the window. */
    void picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
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
