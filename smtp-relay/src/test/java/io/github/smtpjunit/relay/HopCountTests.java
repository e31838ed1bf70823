package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HopCountTests {

    private static HopCount count(String content) {
        return new HopCount(new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 0",
                "Received: a | 1",
                "Received: a\\r\\nSubject: x\\r\\nRECEIVED:b\\r\\nreceived : c\\r\\n\\r\\n | 3",
                "Received: a\\r\\n\\r\\nReceived: body\\r\\n | 1",
                "Received: a\\n\\nReceived: body\\n | 1",
                "\\r\\nReceived: body\\r\\n | 0",
                "Received: a\\r\\n\\tReceived: fold\\r\\n Received: fold\\r\\n | 1",
                "X-Received: a\\r\\nReceived-SPF: b\\r\\nReceive: c\\r\\nReceived\\r\\nReceivedd: d\\r\\n | 0",
                "Subject: Received: x\\r\\n | 0",
                "Received \\t : a\\r\\n | 1",
                "Received x: a\\r\\n | 0",
            })
    void countsTheFieldsOfTheHeader(String content, int count) throws IOException {
        String octets = content.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
        HopCount atOnce = count(octets);
        HopCount oneByOne = count(octets);
        StringBuilder read = new StringBuilder();
        for (int octet = oneByOne.read(); octet >= 0; octet = oneByOne.read()) {
            read.append((char) octet);
        }

        assertThat(new String(atOnce.readAllBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(octets);
        assertThat(read).hasToString(octets);
        assertThat(atOnce.count()).isEqualTo(count);
        assertThat(oneByOne.count()).isEqualTo(count);
    }

    @Test
    void countsWhatIsSkipped() throws IOException {
        HopCount hops = count("Received: a\r\n".repeat(3));
        hops.skipNBytes(39);

        assertThat(hops.count()).isEqualTo(3);
        assertThat(hops.skip(1)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"50, false", "51, true"})
    void seesALoopBeyondFiftyHops(int fields, boolean loop) throws IOException {
        HopCount hops = count("Received: from x by y; date\r\n".repeat(fields) + "\r\nbody\r\n");
        hops.transferTo(OutputStream.nullOutputStream());

        assertThat(hops.isLoop()).isEqualTo(loop);
    }
}
