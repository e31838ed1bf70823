package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.MailQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails found by a query. */
@WithSmtpServer(assertionTimeoutMillis = 50)
class MailQueryTests {

    private static final String MAIL = """
            From: The Shop <news@shop.example>
            To: Ada Lovelace <lists@example.org>
            Cc: cc@example.org
            Reply-To: help@shop.example
            Subject: Your Order: tea
            Message-ID: <7@shop.example>
            X-Tag: orders
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/html

            <p>Thank <b>you</b> very much</p>
            --b
            Content-Type: text/csv; name=order.csv
            Content-Disposition: attachment

            tea;2
            --b--
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order",
                "your  TEA",
                "\"thank you\"",
                "from:shop@example.com",
                "from:news from:\"the shop\"",
                "to:ada@example.org to:lists to:lovelace",
                "cc:cc@",
                "bcc:ada",
                "reply-to:help",
                "subject:\"your order: tea\"",
                "message-id:7@shop",
                "tag:orders",
                "Has:Attachment has:html -has:text !has:inline",
                "larger:100 smaller:1k smaller:1M",
                "-mallory -from:ada -subject:\"thank you\"",
            })
    void finds(String query, Inbox inbox) {
        RawClient.deliver(inbox, MAIL);

        assertThat(inbox).matching(query).hasMailCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order coffee",
                "\"you thank\"",
                "from:ada",
                "to:shop",
                "cc:ada",
                "bcc:cc@",
                "subject:thank",
                "tag:news",
                "has:text",
                "larger:1k",
                "smaller:100",
                "-order",
                "!has:attachment",
            })
    void findsNot(String query, Inbox inbox) {
        RawClient.deliver(inbox, MAIL);

        assertThat(inbox).matching(query).hasNoMail();
    }

    @Test
    void aFailureTellsTheQuery(Inbox inbox) {
        RawClient.deliver(inbox, MAIL);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).matching("subject:coffee").hasMailCount(1))
                .withMessage("%s", """
                        Expecting 1 mail matching subject:coffee within 50 ms, but found 0.

                        1 mail has arrived:
                          #  from              to               subject          content
                          0  shop@example.com  ada@example.org  Your Order: tea  html, 1 attachment""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''                | Cannot read the query '': it is empty",
                "\"order           | Cannot read the query '\"order' at: \"order",
                "a\"b              | Cannot read the query 'a\"b' at: a\"b",
                "http://a.example  | A query has no \"http:\"",
                "has:virus         | A query has no \"has:virus\"",
                "larger:big        | Not a size: \"big\"",
            })
    void whatCannotBeReadIsRefused(String query, String message, Inbox inbox) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assertThat(inbox).matching(query))
                .withMessageStartingWith("%s", message);
    }

    @ParameterizedTest
    @CsvSource({
        "from:a to:b -cc:c bcc:d reply-to:e subject:f message-id:g tag:h, true",
        "a, false",
        "from:a -b, false",
        "from:a has:text, false",
        "larger:1, false",
        "smaller:1, false"
    })
    void knowsWhetherTheHeaderIsEnough(String query, boolean isEnough) {
        assertThat(MailQuery.parse(query).isAboutHeader()).isEqualTo(isEnough);
    }
}
