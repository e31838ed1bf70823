package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is far too long gets a reply, whatever it is. */
class LongArgumentTests extends SmtpTestCase {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<a@b.test> ENVID=@",
                "MAIL FROM:<a@b.test> AUTH=@",
                "MAIL FROM:<a@b.test> SIZE=@",
                "MAIL FROM:<a@b.test> X=@",
                "MAIL FROM:<@>",
                "MAIL FROM:<a@@>",
                "MAIL FROM:<\"@\"@b.test>",
                "MAIL FROM:<a@[IPv6:@]>",
                "MAIL FROM:@",
                "EHLO @",
                "HELO [@]",
                "VRFY @",
                "AUTH PLAIN @",
                "AUTH @",
                "NOOP @",
                "@",
                "@ x",
                "@:"
            })
    void aLineOfManyLettersGetsAReply(String line) {
        for (String letter : new String[] {"a", "1", "+41", "\\a", ".", "(", "a.", ":", "=", "<", " a", "\u00e4"}) {
            RawClient client = greeted(start(builder()));
            client.send("EHLO x").reply();
            client.send(line.replace("@", letter.repeat(2_000 / letter.length())));
            assertThat(client.reply()).matches("(?s)[245]\\d\\d[ -].*");
        }
    }
}
