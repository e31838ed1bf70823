package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Dialogues as text, each run line by line, pipelined in one segment, and octet by octet.
 *
 * <pre>
 * # the title
 * C: a line of the client           (followed by CR LF; \r \n \t \xHH are escapes)
 * R: raw octets of the client       (followed by nothing)
 * S: a line of the server           (* stands for anything)
 * M: from > to,to : content         (each mail that was stored, in order; none means none)
 * TRANSACTION                       (stands for EHLO, MAIL FROM:&lt;a@x> and RCPT TO:&lt;b@x>, with their replies)
 * </pre>
 *
 * The greeting is expected by itself. A dialogue that does not say QUIT is ended by the client.
 */
abstract class DialogueTestCase {

    private static final String TRANSACTION = """
            C: EHLO x
            S: 250*
            C: MAIL FROM:<a@x>
            S: 250 *
            C: RCPT TO:<b@x>
            S: 250 *
            """;

    /** How the client's octets go out. */
    private enum Delivery {
        LINE_BY_LINE,
        PIPELINED,
        OCTET_BY_OCTET
    }

    private record Step(char kind, String text, String after) {

        byte[] octets() {
            // escapes stand for octets, all else is UTF-8
            String latin1 = Octets.toString(text.getBytes(StandardCharsets.UTF_8));
            return Octets.of(Octets.unescape(latin1) + (kind == 'C' ? "\r\n" : ""));
        }
    }

    private record Dialogue(String title, List<Step> steps) {}

    static Stream<DynamicTest> dialogues(UnaryOperator<SmtpServerBuilder> configuration, String... texts) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String text : texts) {
            for (Dialogue dialogue : parse(text)) {
                for (Delivery delivery : Delivery.values()) {
                    tests.add(dynamicTest(
                            dialogue.title() + ", "
                                    + delivery.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            () -> run(configuration, dialogue, delivery)));
                }
            }
        }
        return tests.stream();
    }

    static Stream<DynamicTest> dialogues(String... texts) {
        return dialogues(builder -> builder, texts);
    }

    private static List<Dialogue> parse(String text) {
        List<Dialogue> dialogues = new ArrayList<>();
        String last = "";
        for (String line : text.replace("TRANSACTION\n", TRANSACTION)
                .lines()
                .filter(line -> !line.isBlank())
                .toList()) {
            String rest = line.length() < 3 ? "" : line.substring(line.startsWith("# ") ? 2 : 3);
            if (line.startsWith("# ")) {
                dialogues.add(new Dialogue(rest, new ArrayList<>()));
            } else {
                assertThat(line).matches("[CRSM]:( .*)?");
                last = line.startsWith("C:") ? rest : last;
                dialogues.get(dialogues.size() - 1).steps().add(new Step(line.charAt(0), rest, last));
            }
        }
        return dialogues;
    }

    private static void run(UnaryOperator<SmtpServerBuilder> configuration, Dialogue dialogue, Delivery delivery) {
        CapturingHandler received = new CapturingHandler();
        SmtpServerBuilder builder =
                SmtpServer.builder().hostname("mx.example.org").handler(received);
        try (SmtpServer server = configuration.apply(builder).start();
                RawClient client = RawClient.to(server)) {
            client.expect("220 mx.example.org *MTP ready");
            if (delivery == Delivery.LINE_BY_LINE) {
                dialogue.steps().forEach(step -> say(client, step));
            } else {
                sayAtOnce(client, dialogue.steps(), delivery);
            }
            client.finish().expectEnd();
            assertThat(received.mails().stream().map(Object::toString)).isEqualTo(mails(dialogue));
        }
    }

    private static List<String> mails(Dialogue dialogue) {
        return dialogue.steps().stream()
                .filter(step -> step.kind() == 'M')
                .map(Step::text)
                .toList();
    }

    private static void say(RawClient client, Step step) {
        switch (step.kind()) {
            case 'C', 'R' -> client.sendOctets(step.octets());
            case 'S' -> expect(client, step);
            default -> {}
        }
    }

    private static void sayAtOnce(RawClient client, List<Step> steps, Delivery delivery) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        steps.stream()
                .filter(step -> step.kind() == 'C' || step.kind() == 'R')
                .forEach(step -> octets.writeBytes(step.octets()));
        if (delivery == Delivery.PIPELINED) {
            client.sendOctets(octets.toByteArray());
        } else {
            client.trickle(octets.toByteArray());
        }
        steps.stream().filter(step -> step.kind() == 'S').forEach(step -> expect(client, step));
    }

    /** Of a reply of several lines the last one is compared; the others are in {@code ...|...|last}. */
    private static void expect(RawClient client, Step step) {
        String pattern = step.text();
        if (pattern.indexOf('|') >= 0) {
            client.expect(pattern.split("\\|", -1));
        } else {
            List<String> lines = client.reply().lines().toList();
            assertThat(lines.get(lines.size() - 1))
                    .as("the reply to %s", step.after())
                    .matches(RawClient.glob(pattern));
        }
    }
}
