package io.github.smtpjunit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.lint.InjectionSigns;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.MailLint;
import io.github.smtpjunit.mail.lint.Placeholders;
import io.github.smtpjunit.smtp.Envelope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random and mutated mails: no method throws, and no word is lost without a line in the problems. */
class FuzzTests {

    private static final int MUTATIONS_A_CASE = 40;

    private static final Arrival ARRIVAL =
            new Arrival(Envelope.of("shop@example.com", "ada@example.org"), Instant.EPOCH, true);
    private static final List<MailQuery> QUERIES = Stream.of("ok", "from:ada", "subject:\"a b\"", "to:example.org")
            .map(MailQuery::parse)
            .toList();

    private static final List<String> PIECES = List.of(
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            " ",
            "\t",
            ";",
            ",",
            ":",
            "=",
            "\"",
            "'",
            "\\",
            "(",
            ")",
            "<",
            ">",
            "@",
            "[",
            "%",
            "*",
            "--cut",
            "--cut--",
            "--",
            "=?utf-8?Q?",
            "=?utf-8?B?",
            "?=",
            "=3D",
            "Content-Type: multipart/mixed; boundary=cut\r\n",
            "Content-Type: text/html\r\n",
            "Content-Transfer-Encoding: base64\r\n",
            "Content-Transfer-Encoding: quoted-printable\r\n",
            "charset=",
            "filename*0*=",
            "<a href=\"",
            "url(",
            "srcset=",
            "https://",
            "<!--[if mso]>",
            "\u00e4",
            "\ufeff",
            "\0");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void mutatedMailsAreReadWithoutAnException(long seed) {
        Random random = new Random(seed);
        for (MailCase one : MailCase.all()) {
            for (int i = 0; i < MUTATIONS_A_CASE; i++) {
                byte[] mail = mutated(one.mail(), random);
                readAll(mail, one + ", seed " + seed);
            }
        }
    }

    /** Two seeds that are always the same, and one that no run had before. */
    private static LongStream seeds() {
        return LongStream.of(11, 12, new Random().nextLong());
    }

    /** The views cost more than the reading, so that there are fewer mails. */
    @ParameterizedTest
    @MethodSource("seeds")
    void viewsOfMutatedAndRandomMailsAreMadeWithoutAnException(long seed) {
        Random random = new Random(seed);
        for (MailCase one : MailCase.all()) {
            lookAtAll(mutated(one.mail(), random), one + ", seed " + seed);
            lookAtAll(random(random), "random, seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void randomMailsAreReadWithoutAnException(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            readAll(random(random), "random, seed " + seed);
        }
    }

    /** Every word of the source is in a field, in the content of a part, or in a line of the problems. */
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9})
    void noWordVanishesSilently(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            List<String> words = new ArrayList<>();
            byte[] mail = withWords(random, words);
            ParsedMail parsed = ParsedMail.parse(mail);
            if (parsed.problems().isEmpty()) {
                String all = everything(parsed);
                assertThat(words)
                        .as(() -> "seed " + seed + ":\n" + new String(mail, StandardCharsets.ISO_8859_1))
                        .allSatisfy(word -> assertThat(all).contains(word));
            }
        }
    }

    @Test
    void mailsOfAnyOctetsAreReadWithoutAnException() {
        Random random = new Random(10);
        for (int i = 0; i < 2000; i++) {
            byte[] octets = new byte[random.nextInt(400)];
            random.nextBytes(octets);
            readAll(octets, "octets");
        }
    }

    /** Calls all methods. */
    private static void readAll(byte[] mail, String name) {
        try {
            ParsedMail parsed = ParsedMail.parse(mail);
            everything(parsed);
            parsed.links();
            parsed.html().map(HtmlBody::of).ifPresent(html -> {
                html.visibleText();
                html.preheader();
            });
            parsed.attachments().forEach(Attachment::text);
            parsed.root().matches(parsed.root().fullTree());
            assertThat(parsed.problems()).allMatch(line -> line.length() < 500 && line.indexOf('\n') < 0);
        } catch (RuntimeException e) {
            throw new AssertionError(name + ":\n" + new String(mail, StandardCharsets.ISO_8859_1), e);
        }
    }

    /** Lints, queries, writes snapshots, and follows links. */
    private static void lookAtAll(byte[] mail, String name) {
        try {
            ParsedMail parsed = ParsedMail.parse(mail);
            for (LintProfile profile : LintProfile.values()) {
                assertThat(MailLint.check(parsed, ARRIVAL, profile).toString()).isNotEmpty();
            }
            assertThat(Placeholders.in(parsed)).doesNotContainNull();
            assertThat(InjectionSigns.in(parsed)).doesNotContainNull();
            assertThat(QUERIES)
                    .filteredOn(query -> query.matches(parsed, ARRIVAL.envelope()))
                    .allMatch(query -> query.words().stream().anyMatch(word -> word.isIn(parsed, ARRIVAL.envelope())));
            assertThat(SnapshotText.of(parsed)).endsWith("\n");
            assertThat(DkimSignature.of(parsed)).hasSameSizeAs(parsed.headers("DKIM-Signature"));
            assertThat(parsed.blindRecipients(ARRIVAL.envelope())).hasSizeLessThan(2);
            Stream.concat(parsed.links().stream(), parsed.textLinks().stream())
                    .filter(link -> !link.isLocal())
                    .forEach(link -> assertThat(link.host()).isNotEqualTo(Optional.of("localhost")));
        } catch (RuntimeException e) {
            throw new AssertionError(name + ":\n" + new String(mail, StandardCharsets.ISO_8859_1), e);
        }
    }

    private static String everything(ParsedMail mail) {
        StringBuilder all = new StringBuilder();
        mail.root().all().forEach(part -> {
            part.header()
                    .fields()
                    .forEach(field -> all.append(field.name())
                            .append(' ')
                            .append(field.raw())
                            .append('\n'));
            all.append(new String(part.bytes(), StandardCharsets.ISO_8859_1)).append('\n');
        });
        return all.toString();
    }

    private static byte[] mutated(byte[] mail, Random random) {
        ByteArrayOutputStream mutated = new ByteArrayOutputStream();
        int from = 0;
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && from < mail.length; i++) {
            int at = from + random.nextInt(mail.length - from);
            mutated.write(mail, from, at - from);
            from = at;
            switch (random.nextInt(4)) {
                case 0 -> mutated.writeBytes(piece(random));
                case 1 -> from = Math.min(mail.length, at + 1 + random.nextInt(8)); // left out
                case 2 -> mutated.write(mail, at, Math.min(30, mail.length - at)); // twice
                default -> {
                    mutated.write(random.nextInt(256));
                    from = at + 1;
                }
            }
        }
        mutated.write(mail, Math.min(from, mail.length), Math.max(0, mail.length - from));
        return mutated.toByteArray();
    }

    private static byte[] piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(Random random) {
        ByteArrayOutputStream mail = new ByteArrayOutputStream();
        int pieces = random.nextInt(80);
        for (int i = 0; i < pieces; i++) {
            mail.writeBytes(piece(random));
            mail.writeBytes(("w" + i).getBytes(StandardCharsets.UTF_8));
        }
        return mail.toByteArray();
    }

    /** Pieces of mails in random order, with unique words between them. */
    private static byte[] withWords(Random random, List<String> words) {
        ByteArrayOutputStream mail = new ByteArrayOutputStream();
        if (random.nextBoolean()) {
            mail.writeBytes("Content-Type: multipart/mixed; boundary=cut\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        }
        List<String> lines = List.of(
                "--cut\r\n",
                "--cut\r\n\r\n",
                "--cut--\r\n",
                "\r\n",
                "Subject: ",
                "Content-Type: text/plain; name=",
                "Content-Type: text/html\r\n\r\n",
                "Content-Transfer-Encoding: 8bit\r\n",
                " ",
                "X-Field: ");
        int pieces = 2 + random.nextInt(12);
        for (int i = 0; i < pieces; i++) {
            String word = "word" + (1000 + i) + "end";
            words.add(word);
            String line = lines.get(random.nextInt(lines.size())) + word + (random.nextInt(3) == 0 ? "" : "\r\n");
            mail.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        }
        return mail.toByteArray();
    }
}
