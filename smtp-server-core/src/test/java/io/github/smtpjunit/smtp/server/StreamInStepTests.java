package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** If the number of octets in a chunk is unknown, no octet may be taken for a command: the connection closes. */
class StreamInStepTests extends SmtpTestCase {

    private static final String TRANSACTION = "MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\n";

    @TestFactory
    Stream<DynamicTest> whatFollowsAChunkOfUnknownSizeIsNoCommand() {
        return Stream.of(
                        "BDAT",
                        "BDAT -1",
                        "BDAT x LAST",
                        "BDAT 5 FIRST",
                        "BDAT 99999999999999999999 LAST",
                        "BDAT 5\0 LAST",
                        "BDAT 5 \u00ff LAST",
                        "BDAT 5" + " ".repeat(5_000) + "LAST")
                .flatMap(line -> Stream.of(TRANSACTION, "").map(before -> test(before, line)));
    }

    private DynamicTest test(String before, String line) {
        String shown = Octets.escape(line.length() > 100 ? "BDAT 5, 5000 spaces, LAST" : line);
        return DynamicTest.dynamicTest(shown + (before.isEmpty() ? ", outside a transaction" : ""), () -> {
            RawClient client = greeted(start(builder()));
            client.sendRaw(before);
            List.of(before.split("\n", 0)).forEach(sent -> {
                if (!sent.isEmpty()) {
                    client.expect("250 *");
                }
            });

            client.sendRaw(line + "\r\nMAIL FROM:<smuggled@x>\r\nNOOP\r\n")
                    .expect("50*")
                    .expectCutOff();

            assertThat(sessions.get(0).transcript().clientLines()).noneMatch(sent -> sent.contains("smuggled"));
            assertThat(received.mails()).isEmpty();
        });
    }
}
