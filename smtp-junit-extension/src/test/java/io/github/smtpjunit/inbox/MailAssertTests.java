package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What all assertions on a mail share: what they say of it when they fail, and how much. */
@WithSmtpServer
class MailAssertTests {

    private static CapturedMail with(Inbox inbox, String lines) {
        RawClient.deliver(inbox, lines);
        return inbox.awaitMail();
    }

    @Test
    void aDescriptionStandsFirst(Inbox inbox) {
        CapturedMail mail = with(inbox, "Subject: Hello\nFrom: someone\n\nHello\n");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).as("the first mail").hasSubject("Welcome"))
                .withMessage("%s", """
                        [the first mail] Expecting subject:
                          "Welcome"
                        but was:
                          "Hello"

                        The mail is broken:
                          Not an address in the field From: "someone"

                        The mail:
                          #  from              to               subject  content
                          0  shop@example.com  ada@example.org  Hello    text, 1 problem""");
    }

    @Test
    void aLongTextIsCutAroundTheDifference(Inbox inbox) {
        StringBuilder body = new StringBuilder();
        for (int line = 0; line < 500; line++) {
            body.append("This is line ").append(line).append(" of many.\n");
        }
        CapturedMail mail = with(inbox, "Subject: Hello\n\n" + body);
        String expected = body.toString().replace("line 250 ", "line 0 ");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).hasText(expected))
                .withMessageStartingWith("%s", """
                        Expecting text body:
                          (6260 characters before)
                          "This is line 245 of many.
                          This is line 246 of many.
                          This is line 247 of many.
                          This is line 248 of many.
                          This is line 249 of many.
                          This is line 0 of many.
                          This is line 251 of many.
                          This is line 252 of many.
                          This is line 253 of many.
                          This is line 254 of many.
                          This is line 255 of many.
                          This is line 256 of many.
                          This is line 257 of many."
                          (6292 characters more)
                        but was:
                          (6260 characters before)
                          "This is line 245 of many.
                          This is line 246 of many.
                          This is line 247 of many.
                          This is line 248 of many.
                          This is line 249 of many.
                          This is line 250 of many.
                          This is line 251 of many.
                          This is line 252 of many.
                          This is line 253 of many.
                          This is line 254 of many.
                          This is line 255 of many.
                          This is line 256 of many.
                          This is line 257 of many."
                          (6292 characters more)
                        They differ at character 6403:
                          expected: ... many.\\nThis is line 0 of many.\\nThis is line 251 of many.\\nThi...
                          but was:  ... many.\\nThis is line 250 of many.\\nThis is line 251 of many.\\nT...

                        """);
    }

    static Stream<Arguments> longAnswers() {
        return Stream.of(
                argumentSet("hasText", (Consumer<MailAssert>) mail -> mail.hasText("x".repeat(100_000))),
                argumentSet("hasTextContaining", (Consumer<MailAssert>) mail -> mail.hasTextContaining("Hello, x")),
                argumentSet("hasTextContainingPattern", (Consumer<MailAssert>)
                        mail -> mail.hasTextContainingPattern(Pattern.compile("^never"))),
                argumentSet("doesNotHaveTextContaining", (Consumer<MailAssert>)
                        mail -> mail.doesNotHaveTextContaining("number 499")),
                argumentSet("hasLink", (Consumer<MailAssert>) mail -> mail.hasLink("https://b.example/")),
                argumentSet("hasRawContaining", (Consumer<MailAssert>)
                        mail -> mail.source().hasContentContaining("Subject: Bye")),
                argumentSet("hasRawContent", (Consumer<MailAssert>)
                        mail -> mail.source().hasContent(new byte[100_000])));
    }

    @ParameterizedTest
    @MethodSource("longAnswers")
    void neverMoreThanAScreen(Consumer<MailAssert> assertion, Inbox inbox) {
        StringBuilder lines = new StringBuilder("Subject: Hello\n\n");
        for (int i = 0; i < 500; i++) {
            lines.append("Hello, number ")
                    .append(i)
                    .append("\nhttps://a.example/")
                    .append("x".repeat(i))
                    .append('\n');
        }
        CapturedMail mail = with(inbox, lines.toString());

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(assertThat(mail)))
                .satisfies(failure -> {
                    String text = String.valueOf(failure.getMessage());
                    assertThat(text).hasSizeLessThan(5_000);
                    assertThat(text.lines().count()).isLessThan(50);
                });
    }
}
