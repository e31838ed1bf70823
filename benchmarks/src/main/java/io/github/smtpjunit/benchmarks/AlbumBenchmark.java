package io.github.smtpjunit.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.MailLint;
import io.github.smtpjunit.mail.page.Album;
import io.github.smtpjunit.mail.page.MailPage;
import io.github.smtpjunit.mail.page.TestPages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writes the album of a run: 1,000 tests, each with one mail, which is read and linted too. From the first one on, as
 * in a test run.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@State(Scope.Benchmark)
public class AlbumBenchmark {

    private static final int TESTS = 1_000;

    private static final String MAIL = """
            From: The Tea Shop <shop@example.com>
            To: Ada Lovelace <ada@example.org>
            Subject: Your order
            Date: Tue, 3 Mar 2026 09:12:45 +0100
            Message-ID: <4711.1@shop.example.com>
            MIME-Version: 1.0
            Content-Type: text/html; charset=utf-8

            <html lang="en"><head><title>Your order</title></head><body style="font-family:Arial;background:#f2f2f7">
            <h1 style="background:#2f55c7;color:#fff">Thanks for your order</h1><p>Hello Ada,</p><p>your order is on its way.</p>
            """
            + "<table border=1 width=100%><tr><td>Tea</td><td align=right>3.50</td></tr><tr><td>Cup</td><td>12.00</td></tr></table>\n"
                    .repeat(20)
            + "<p><a href='https://shop.example.com/orders/4711'>See your order</a></p></body></html>\n";

    /** Writes them, and the index. The files stay in a temporary directory, whose size is of interest too. */
    @Benchmark
    public Path writeAlbum() throws IOException {
        Album album = Album.startRun(Files.createTempDirectory("album"), Instant.now());
        byte[] octets = MAIL.replace("\n", "\r\n").getBytes(UTF_8);
        for (int i = 0; i < TESTS; i++) {
            ParsedMail mail = ParsedMail.parse(octets);
            MailPage page = MailPage.of(mail).lint(MailLint.check(mail, LintProfile.TRANSACTIONAL));
            album.add(
                    "test-" + i,
                    TestPages.of("com.example.OrderMailTests", "test " + i).mails(List.of(page)));
        }
        return album.writeIndex();
    }
}
