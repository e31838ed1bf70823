package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailSoftAssertions.assertMailSoftly;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.smtpjunit.inbox.Snapshots.Mode;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.Scrubber;
import io.github.smtpjunit.mail.SnapshotText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails compared with what they were: the text, the files, and what may be written when. */
@WithSmtpServer
class SnapshotTests {

    private static final String MAIL = """
        Date: Sun, 22 Nov 2026 20:00:00 +0000
        Message-ID: <1@build-7.example.com>
        In-Reply-To: <0@build-7.example.com>
        Received: from build-7.example.com
        From: =?UTF-8?Q?Zo=C3=AB?= <zoe@example.com>
        To: Ada <ada@example.org>,
         Bob <bob@example.org>
        Subject: Order
         number one
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain; charset=UTF-8; format=flowed
        Content-Transfer-Encoding: quoted-printable

        Zo=C3=AB,
        thank you.

        --a
        Content-Type: text/html; charset=UTF-8
        Content-Transfer-Encoding: 8bit
        Content-Language: en

        <p>Zoë</p>\s\s
        <img src="cid:logo">
        --a--
        --m
        Content-Type: image/png; name=logo.png
        Content-ID: <logo>
        Content-Disposition: inline
        Content-Transfer-Encoding: base64

        dGVh
        --m
        Content-Type: text/csv; name="=?UTF-8?Q?=C3=BC.csv?="
        Content-Disposition: attachment

        tea;2
        --m--
        """;

    private static final String TEXT = """
        Date: {date}
        Message-ID: {message-id}
        In-Reply-To: {message-id}
        From: Zoë <zoe@example.com>
        To: Ada <ada@example.org>, Bob <bob@example.org>
        Subject: Order number one

        --- multipart/mixed ---
        --- 1 multipart/alternative ---
        --- 1.1 text/plain; format=flowed ---
        Zoë,
        thank you.
        --- 1.2 text/html ---
        Content-Language: en

        <p>Zoë</p>
        <img src="cid:logo">
        --- 2 image/png, inline "logo.png", cid:logo ---
        (3 octets, sha-256 a9f74d1ec36ebdeb2da3f6e5868090cd2a2d20b3dcca7b62f60304b1d3d9ef42)
        --- 3 text/csv, attachment "ü.csv" ---
        tea;2
        """;

    private final Path resources;
    private final Path file;

    SnapshotTests(@TempDir Path resources) {
        this.resources = resources;
        this.file = resources.resolve("io/github/smtpjunit/inbox/SnapshotTests/order.eml.txt");
    }

    @BeforeEach
    void keepsSnapshotsApart(Inbox inbox) {
        inbox.snapshots(new Snapshots(Mode.WRITE_MISSING, resources));
    }

    private void keep(String text) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    private static CapturedMail deliver(Inbox inbox, String source) {
        RawClient.deliver(inbox, source);
        List<CapturedMail> mails = inbox.mails();
        return mails.get(mails.size() - 1);
    }

    private static String snapshot(CapturedMail mail) {
        return SnapshotText.of(mail.parsed());
    }

    private static void assertFails(CapturedMail mail, String text, Scrubber... scrubbers) {
        Golden.check(
                () -> assertThat(mail).matchesSnapshot("order", scrubbers), text.stripTrailing(), Golden.table(mail));
    }

    // The text

    @Test
    void isWhatTheMailMeans(Inbox inbox) {
        assertThat(snapshot(deliver(inbox, MAIL))).isEqualTo(TEXT);
    }

    @Test
    void isTheSameHoweverTheMailIsWritten(Inbox inbox) {
        String other = MAIL.replace("20:00:00 +0000", "07:15:00 +0200")
                .replace("build-7", "build-8")
                .replace("Received: from", "Received: by me from")
                .replace("boundary=a", "boundary=xx")
                .replace("--a", "--xx")
                .replace("=?UTF-8?Q?Zo=C3=AB?=", "=?ISO-8859-1?B?Wm/r?=")
                .replace(">,\n Bob", ">, Bob")
                .replace("Order\n number one", "=?UTF-8?Q?Order_number?=\n =?UTF-8?Q?_one?=")
                .replace("quoted-printable\n\nZo=C3=AB,\nthank you.", "base64\n\nWm/Dqyx0aGFuayB5b3Uu")
                .replace("Zo=C3=AB", "Zoë")
                .replace("Wm/Dqyx0aGFuayB5b3Uu", "Wm/DqywKdGhhbmsgeW91Lgo=")
                .replace("image/png; name=logo.png", "image/png; name*=us-ascii''logo.png");

        assertThat(other).isNotEqualTo(MAIL);
        assertThat(snapshot(deliver(inbox, other))).isEqualTo(TEXT);
    }

    @Test
    void showsAMessageWithinTheMail(Inbox inbox) {
        assertThat(snapshot(deliver(inbox, """
            Subject: Fwd
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: message/rfc822

            Date: Sun, 22 Nov 2026 20:00:00 +0000
            Subject: Inner

            Hello
            --m--
            """))).isEqualTo("""
                Subject: Fwd

                --- multipart/mixed ---
                --- 1 message/rfc822 ---
                Date: {date}
                Subject: Inner

                --- 1.1 text/plain ---
                Hello
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no header at all                              | --- text/plain ---",
                "Content-Type: ///\\n\\nHello                  | --- text/plain ---\\nHello\\n",
                "Content-Type: text/plain; charset=x\\n\\nHël    | --- text/plain ---\\nHël\\n",
                "Content-Type: multipart/mixed\\n\\nHello      | --- text/plain ---\\nHello\\n",
            })
    void isThereForABrokenMail(String source, String part, Inbox inbox) {
        String text = snapshot(deliver(inbox, source.replace("\\n", "\n") + "\n"));

        assertThat(text).contains(part.replace("\\n", "\n"));
    }

    @Test
    void hasNoControlCharacters(Inbox inbox) {
        RawClient.deliver(inbox, "Subject: a\0b\r\n\r\nbell \7, no\u00adbreak, null \0\r\n".getBytes(ISO_8859_1));

        assertThat(snapshot(inbox.awaitMail())).isEqualTo("""
            Subject: a\\x00b

            --- text/plain ---
            bell \\x07, no\\xadbreak, null \\x00
            """);
    }

    // The files

    @Test
    void aMissingOneIsWrittenAndTheAssertionFails(Inbox inbox) throws IOException {
        CapturedMail mail = deliver(inbox, MAIL);

        assertFails(mail, """
            Expecting the mail to be as in the snapshot "order", but it was missing. It has been written:
              %s
            Look at it. If the mail is right, run the test again, and add the file to the sources.
            """.formatted(file));

        assertThat(file).hasContent(TEXT);
        try (Stream<Path> files = Files.list(file.resolveSibling("."))) {
            assertThat(files).as("and nothing else").hasSize(1);
        }
        assertThat(mail).matchesSnapshot("order");
    }

    @Test
    void aDifferentOneFails(Inbox inbox) throws IOException {
        keep(TEXT.replace("thank you.", "thanks.").replace("tea;2", "tea;3\nmilk;1"));

        assertFails(deliver(inbox, MAIL), """
            Expecting the mail to be as in the snapshot "order" (-), but it is not (+):
                ...
                --- 1.1 text/plain; format=flowed ---
                Zoë,
              - thanks.
              + thank you.
                --- 1.2 text/html ---
                Content-Language: en
                ...
                (3 octets, sha-256 a9f74d1ec36ebdeb2da3f6e5868090cd2a2d20b3dcca7b62f60304b1d3d9ef42)
                --- 3 text/csv, attachment "ü.csv" ---
              - tea;3
              - milk;1
              + tea;2

            The snapshot is:
              %s
            If the mail is right, run the test with -Dsmtpjunit.snapshots=update to change it.
            """.formatted(file));
        assertThat(file).content().contains("thanks.");
    }

    @Test
    void itsLineEndsDoNotMatter(Inbox inbox) throws IOException {
        keep(TEXT.replace("\n", "\r\n") + "\r\n");

        assertThat(deliver(inbox, MAIL)).matchesSnapshot("order");
    }

    @Test
    void itIsUpdatedWhenWanted(Inbox inbox) throws IOException {
        inbox.snapshots(new Snapshots(Mode.UPDATE, resources));
        keep("something else");

        CapturedMail mail = deliver(inbox, MAIL);
        assertThat(mail).matchesSnapshot("order").matchesSnapshot("other");

        assertThat(file).hasContent(TEXT);
        assertThat(file.resolveSibling("other.eml.txt")).hasContent(TEXT);
    }

    @Test
    void nothingIsWrittenWhenChecked(Inbox inbox) throws IOException {
        inbox.snapshots(new Snapshots(Mode.CHECK, resources));
        CapturedMail mail = deliver(inbox, MAIL);

        assertFails(mail, """
            Expecting the mail to be as in the snapshot "order", but it is missing, and no snapshot is written in CI or with \
            -Dsmtpjunit.snapshots=check. It would be:
              %s
            Run the test elsewhere, look at what it writes, and add that to the sources.
            """.formatted(file));
        assertThat(resources).isEmptyDirectory();

        keep("something else");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).matchesSnapshot("order"))
                .withMessageContaining("(-), but it is not (+)");
        assertThat(file).hasContent("something else");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "..", ".", "../order", "a/b", "a\\b", "/etc/order", "order\n", "a:b", "order.", "order "
            })
    void aNameLeadsNowhereElse(String name, Inbox inbox) {
        CapturedMail mail = deliver(inbox, MAIL);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> assertThat(mail).matchesSnapshot(name))
                .withMessageContaining("The name of a snapshot");
        assertThat(resources).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "Order 1", "a..b", "größe_2-b.x"})
    void aNameIsThatOfAFile(String name, Inbox inbox) {
        CapturedMail mail = deliver(inbox, MAIL);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).matchesSnapshot(name));
        assertThat(file.resolveSibling(name + ".eml.txt")).exists();
    }

    // Which class

    @Test
    void itBelongsToTheCallerWhereTheInboxIsNobodys() {
        try (Inbox inbox = Inbox.start()) {
            inbox.snapshots(new Snapshots(Mode.UPDATE, resources));
            RawClient.deliver(inbox, MAIL);

            assertThat(inbox).singleMail().matchesSnapshot("order");
            assertThat(inbox).anyMailSatisfies(mail -> mail.matchesSnapshot("nested"));
            assertMailSoftly(softly -> softly.assertThat(inbox).singleMail().matchesSnapshot("soft"));
        }
        assertThat(file).exists();
        assertThat(file.resolveSibling("nested.eml.txt")).exists();
        assertThat(file.resolveSibling("soft.eml.txt")).exists();
    }

    @Nested
    class Inner {

        @Test
        void aNestedClassHasItsOwn(Inbox inbox) {
            inbox.snapshots(new Snapshots(Mode.UPDATE, resources));
            RawClient.deliver(inbox, MAIL);

            assertThat(inbox).singleMail().matchesSnapshot("order");

            assertThat(resources.resolve("io/github/smtpjunit/inbox/SnapshotTests.Inner/order.eml.txt"))
                    .exists();
        }
    }

    @Test
    void itLiesInTheProjectOfItsClass() {
        assertThat(new Snapshots(Mode.CHECK, null).problem(SnapshotTests.class, "never-written", TEXT))
                .get()
                .asString()
                .contains("\n  "
                        + Path.of("src/test/resources/io/github/smtpjunit/inbox/SnapshotTests/never-written.eml.txt")
                        + "\n");
    }

    // What may be done

    private static Snapshots configured(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Snapshots.configured(properties::get, properties::get);
    }

    @Test
    void isToldByPropertiesAndByCi() {
        assertThat(configured()).isEqualTo(new Snapshots(Mode.WRITE_MISSING, null));
        assertThat(configured("CI", "true").mode()).isEqualTo(Mode.CHECK);
        assertThat(configured("CI", "1").mode()).isEqualTo(Mode.CHECK);
        assertThat(configured("CI", "false").mode()).isEqualTo(Mode.WRITE_MISSING);
        assertThat(configured("CI", "").mode()).isEqualTo(Mode.WRITE_MISSING);
        assertThat(configured("smtpjunit.snapshots", "UPDATE", "CI", "true").mode())
                .isEqualTo(Mode.UPDATE);
        assertThat(configured("smtpjunit.snapshots", "check").mode()).isEqualTo(Mode.CHECK);
        assertThat(configured("smtpjunit.snapshots", "write", "CI", "true").mode())
                .isEqualTo(Mode.WRITE_MISSING);
        assertThat(configured("smtpjunit.snapshots.directory", "src/it").directory())
                .isEqualTo(Path.of("src/it"));
        assertThatIllegalStateException()
                .isThrownBy(() -> configured("smtpjunit.snapshots", "yes"))
                .withMessage("The system property smtpjunit.snapshots must be write, update or check, not \"yes\"");
    }

    // What is scrubbed

    @Test
    void scrubsAnAttachment(Inbox inbox) {
        String text = snapshot(deliver(inbox, MAIL));

        assertThat(Scrubber.attachments("logo.png", "other.pdf").scrub(text))
                .contains("--- 2 image/png, inline \"logo.png\", cid:logo ---\n({content})\n--- 3");
        assertThat(Scrubber.attachments("logo").scrub(text)).isEqualTo(text);
    }

    @Test
    void scrubsForAnAssertionAndForTheInbox(Inbox inbox) {
        inbox.scrub(Scrubber.numbers(4), Scrubber.headers("X-Mailer"));
        String source = "Subject: Code 123456\nX-Mailer: 1\n\nYour code is 123456\n";
        CapturedMail mail = deliver(inbox, source);
        CapturedMail other = deliver(inbox, source.replace("123456", "65432").replace("Mailer: 1", "Mailer: 2"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).matchesSnapshot("order", Scrubber.regex("code", "code is (\\d+)")));
        assertThat(other).matchesSnapshot("order", Scrubber.regex("code", "code is (\\d+)"));
        assertThat(file).hasContent("""
            Subject: Code {number}
            X-Mailer: {X-Mailer}

            --- text/plain ---
            Your code is {code}
            """);
    }

    // How they differ

    private static String lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    }

    @Test
    void aDifferenceFitsOnAScreen() {
        assertThat(CompletableFuture.supplyAsync(
                        () -> LineDiff.of(lines(0, 50_000) + "end", "start\n" + lines(50_000, 100_000) + "end")))
                .succeedsWithin(Duration.ofMinutes(1), STRING)
                .startsWith("- line 0\n- line 1\n")
                .endsWith("\n(and 99961 lines more)");
        assertThat(LineDiff.of(lines(0, 1_000), lines(1_000, 1_200)))
                .hasLineCount(41)
                .endsWith("\n(and 1160 lines more)");
    }

    @Test
    void aLongLineIsShownWhereItDiffers() {
        String line = "x".repeat(500);

        assertThat(LineDiff.of(line + "a" + line, line + "b" + line))
                .isEqualTo("- ..." + "x".repeat(43) + "a" + "x".repeat(86) + "...\n" + "+ ..." + "x".repeat(43) + "b"
                        + "x".repeat(86) + "...");
        assertThat(LineDiff.of(line + "a", line)).startsWith("- ...").contains("xa\n+ ...");
    }

    @Test
    void whatComesAndGoesIsShown() {
        assertThat(LineDiff.of("a\nb\nc\nd\ne\nf\ng\n", "b\nc\nd\ne\ne2\nf\ng \n"))
                .isEqualTo("- a\n  b\n  c\n  d\n  e\n+ e2\n  f\n- g\n+ g\\x20\n"
                        + "  (They differ at character 1: the end is expected, but U+0020 SPACE was found)");
        assertThat(LineDiff.of("", "a")).isEqualTo("+ a");
        assertThat(LineDiff.of("a", "a")).isEmpty();
    }
}
