package io.github.smtpjunit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("Each mail in the folder of cases means what stands beside it")
class CaseTests {

    private static final String NONE = "(none)";

    @TestFactory
    Stream<DynamicTest> cases() {
        return MailCase.all().stream().map(one -> DynamicTest.dynamicTest(one.toString(), () -> check(one)));
    }

    @Test
    void thereAreEnoughAndEachHasANameOfItsOwn() {
        List<String> names = MailCase.all().stream().map(MailCase::toString).toList();
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(200);
    }

    private static void check(MailCase one) {
        ParsedMail mail = ParsedMail.parse(one.mail());
        SoftAssertions softly = new SoftAssertions();
        for (Map.Entry<String, String> expected : one.expected()) {
            String key = expected.getKey();
            if (key.equals("problem")) {
                softly.assertThat(mail.problems())
                        .anySatisfy(line -> assertThat(line).contains(expected.getValue()));
            } else {
                softly.assertThat(found(mail, key)).as(key).isEqualTo(expected.getValue());
            }
        }
        softly.assertAll();
    }

    private static String found(ParsedMail mail, String key) {
        return switch (key) {
            case "subject" -> mail.subject().orElse(NONE);
            case "text" -> text(mail.text());
            case "html" -> text(mail.html());
            case "from", "to", "cc", "reply-to" -> joined(mail.addresses(key).stream(), " | ");
            case "date" -> mail.date().map(Object::toString).orElse(NONE);
            case "attachments" -> joined(mail.attachments().stream().map(CaseTests::fact), " | ");
            case "inline" -> joined(mail.inlineParts().stream().map(CaseTests::fact), " | ");
            case "attachment-text" -> text(Optional.of(mail.attachments().get(0).text()));
            case "links" -> joined(mail.links().stream().map(Link::target), " ");
            case "images" -> joined(HtmlBody.of(mail.html().orElse("")).images().stream(), " ");
            case "parts" -> mail.root().tree();
            case "problems" -> joined(mail.problems().stream(), " | ");
            default -> {
                assertThat(key).startsWith("header ");
                yield mail.header(key.substring("header ".length())).orElse(NONE);
            }
        };
    }

    private static String text(Optional<String> text) {
        return text.map(found -> found.replace("\r\n", "\n").replaceFirst("\n+$", ""))
                .orElse(NONE);
    }

    private static String fact(Attachment attachment) {
        return attachment.name().orElse("-") + " " + attachment.contentType() + " " + attachment.size();
    }

    private static String joined(Stream<?> values, String separator) {
        String line = values.map(Object::toString).collect(Collectors.joining(separator));
        return line.isEmpty() ? NONE : line;
    }
}
