package io.github.smtpjunit.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a reply, and what is not. */
class ReplyReaderTests {

    private static ReplyReader reading(String latin1) {
        return new ReplyReader(new ByteArrayInputStream(latin1.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "250 ok\\r\\n                                     | 250 ok",
                "250 ok\\n                                        | 250 ok",
                "250\\r\\n                                        | '250 '",
                "250 \\r\\n                                       | '250 '",
                "250-\\r\\n250\\r\\n                              | '250  '",
                "250-one\\r\\n250-two\\n250 three\\r\\n           | 250 one two three",
                "251-one\\r\\n250 two\\r\\n                       | 250 one two",
                "550-5.7.1 one\\r\\n550 5.7.1 two\\r\\n           | 550 5.7.1 one two",
                "550-5.7.1 one\\r\\n550 5.1.1 two\\r\\n           | 550 5.7.1 one 5.1.1 two",
                "250 \\0\\33[2J\\377\\t\\r\\n                     | '250 ??[2J? '",
                "250 a\\rb\\r\\n                                  | 250 a?b",
                "599 ok\\r\\n                                     | 599 ok",
            })
    void isUnderstood(String octets, String reply) throws IOException {
        assertThat(reading(octets.translateEscapes()).read().toReply()).hasToString(reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\\r\\n",
                "\\r\\n",
                "25\\r\\n",
                "2500 ok\\r\\n",
                "250ok\\r\\n",
                "150 ok\\r\\n",
                "650 ok\\r\\n",
                " 250 ok\\r\\n",
                "2\\0600 ok\\r\\n2x0 ok\\r\\n",
                "250-one\\r\\ntwo\\r\\n",
                "250-one\\r\\n550 two\\r\\n",
                "550-one\\r\\n250 two\\r\\n",
                "\\26\\3\\1\\2\\n",
            })
    void isNoReply(String octets) {
        assertThatThrownBy(() -> {
                    ReplyReader reader = reading(octets.translateEscapes());
                    reader.read();
                    reader.read();
                })
                .isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "250", "250 ok", "250 ok\\r", "250-ok\\r\\n"})
    void endsTooEarly(String octets) {
        assertThatThrownBy(() -> reading(octets.translateEscapes()).read()).isInstanceOf(EOFException.class);
    }

    @Test
    void cutsALongLine() throws IOException {
        ReplyReader reader = reading("250 " + "x".repeat(60_000) + "\r\n251 next\r\n");

        assertThat(reader.read().toReply().text()).hasSize(480).matches("x+");
        assertThat(reader.read().toReply()).hasToString("251 next");
        assertThat(reader.isEmpty()).isTrue();
    }

    @Test
    void readsNoLineWithoutAnEnd() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return '2';
            }
        };
        assertThatThrownBy(() -> new ReplyReader(endless).read())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("65536 octets");
    }

    @Test
    void readsNoLinesWithoutAnEnd() {
        assertThatThrownBy(() -> reading("250-x\r\n".repeat(1_000)).read())
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("200 lines");
    }

    @Test
    void takesOneReplyAfterTheOther() throws IOException {
        ReplyReader reader = reading("250 one\r\n250-two\r\n250 three\r\n");

        assertThat(reader.read().toReply()).hasToString("250 one");
        assertThat(reader.isEmpty()).isFalse();
        assertThat(reader.read().lines()).containsExactly("two", "three");
        assertThat(reader.isEmpty()).isTrue();
    }
}
