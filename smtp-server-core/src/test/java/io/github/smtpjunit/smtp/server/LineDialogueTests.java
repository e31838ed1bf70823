package io.github.smtpjunit.smtp.server;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is no line: octets that are no text, newlines that stand alone, and too many of them (RFC 5321 section 2.3.8).
 */
class LineDialogueTests extends DialogueTestCase {

    @TestFactory
    Stream<DynamicTest> badLines() {
        return dialogues("""
            # control octets, NUL, and newlines that stand alone
            C: NOOP \\x01
            S: 500 5.5.2 Line must not have control characters
            C: NOOP \\x00
            S: 500 5.5.2 *
            C: NOOP \\x1b[31m
            S: 500 5.5.2 *
            C: NOOP \\x7f
            S: 500 5.5.2 *
            C: NOOP \\nNOOP
            S: 500 5.5.2 *
            C: NOOP \\rNOOP
            S: 500 5.5.2 *
            C: NOOP\\r
            S: 500 5.5.2 *
            C: \\n
            S: 500 5.5.2 *
            C: NOOP
            S: 250 *

            # octets above 127 must be UTF-8, and no control characters of it
            C: NOOP \\xc3\\xa4
            S: 250 *
            C: NOOP \\xe4
            S: 500 5.5.2 *
            C: NOOP \\xc0\\x80
            S: 500 5.5.2 *
            C: NOOP \\xed\\xa0\\x80
            S: 500 5.5.2 *
            C: NOOP \\xc2\\x85
            S: 500 5.5.2 *

            # such lines change nothing
            C: EHLO x
            S: 250*
            C: MAIL FROM:<a\\x00@x>
            S: 500 *
            C: MAIL FROM:<a@x>
            S: 250 *
            C: RCPT TO:<b@x>\\nRCPT TO:<c@x>
            S: 500 *
            C: RCPT TO:<d@x>
            S: 250 *
            C: DATA
            S: 354 *
            C: .
            S: 250 *
            M: a@x > d@x :\s
            """);
    }

    @TestFactory
    Stream<DynamicTest> longLines() {
        String most = "x".repeat(64 - "NOOP ".length());
        String least = "x".repeat(65 - "NOOP ".length());
        String endless = "x".repeat(3000);
        return dialogues(
                builder -> builder.maxLineLength(64),
                """
                # lines up to and beyond the limit
                C: NOOP MOST
                S: 250 *
                C: NOOP LEAST
                S: 500 5.5.6 Line too long
                C: NOOP ENDLESS
                S: 500 5.5.6 Line too long
                C: NOOP MOST
                S: 250 *
                C: NOOP ENDLESS\\r\\r\\nNOOP
                S: 500 5.5.6 Line too long
                S: 250 *
                """.replace("MOST", most).replace("LEAST", least).replace("ENDLESS", endless));
    }
}
