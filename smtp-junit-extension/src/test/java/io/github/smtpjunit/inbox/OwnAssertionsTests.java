package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user's own assertions, on a mail and on an inbox, are as good as those of this module. */
@WithSmtpServer(assertionTimeoutMillis = 50)
class OwnAssertionsTests {

    private static final String TABLE = """


        2 mails have arrived:
          #  from              to               subject           content
          0  shop@example.com  ada@example.org  Your order tea    text
          1  shop@example.com  ada@example.org  Your order bread  text\
        """;

    /** Assertions on a mail. */
    static class ShopMailAssert extends AbstractMailAssert<ShopMailAssert> {

        ShopMailAssert(CapturedMail actual) {
            super(actual, ShopMailAssert.class);
        }

        ShopMailAssert confirms(String order) {
            return isFrom("shop@example.com").hasSubject("Your order " + order);
        }
    }

    /** Assertions on an inbox. */
    static class ShopInboxAssert extends AbstractInboxAssert<ShopInboxAssert> {

        ShopInboxAssert(Inbox actual) {
            super(actual, ShopInboxAssert.class);
        }

        @Override
        protected ShopInboxAssert newInboxAssert(Inbox inbox) {
            return new ShopInboxAssert(inbox);
        }

        ShopInboxAssert hasOrders(int count) {
            return filteredOnSubjectContaining("Your order").hasMailCount(count);
        }
    }

    @BeforeEach
    void twoOrders(Inbox inbox) {
        order(inbox, "tea");
        order(inbox, "bread");
    }

    private static void order(Inbox inbox, String article) {
        RawClient.deliver(inbox, "From: shop@example.com\nSubject: Your order " + article + "\n\nThanks\n");
    }

    @Test
    void areReachedFromAnInbox(Inbox inbox) {
        assertThat(inbox)
                .filteredOnSubject("Your order tea")
                .singleMail(ShopMailAssert::new)
                .confirms("tea")
                .hasTextContaining("Thanks")
                .confirms("tea");
        assertThat(inbox).firstMail(ShopMailAssert::new).confirms("tea");
        assertThat(inbox).mail(1, ShopMailAssert::new).confirms("bread");
        assertThat(inbox).lastMail(ShopMailAssert::new).confirms("bread");
    }

    @Test
    void keepTheirTypeThroughNavigation(Inbox inbox) {
        assertThat(inbox)
                .firstMail(ShopMailAssert::new)
                .as("the confirmation")
                .transport()
                .usedNoTls()
                .returnToMail()
                .parts()
                .hasCharset("us-ascii")
                .returnToMail()
                .source()
                .usesCrlfOnly()
                .returnToMail()
                .dkim()
                .returnToMail()
                .confirms("tea");
    }

    @Test
    void failWithTheMail(Inbox inbox) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox)
                        .firstMail(ShopMailAssert::new)
                        .as("the confirmation")
                        .confirms("milk"))
                .withMessage("""
                        [the confirmation] Expecting subject:
                          "Your order milk"
                        but was:
                          "Your order tea"

                        The mail:
                          #  from              to               subject         content
                          0  shop@example.com  ada@example.org  Your order tea  text""");
    }

    @Test
    void failWhereThereIsNoSuchMail(Inbox inbox) {
        Golden.fails(
                () -> assertThat(inbox).singleMail(ShopMailAssert::new),
                "Expecting 1 mail within 50 ms, but found 2.",
                TABLE);
        Golden.fails(
                () -> assertThat(inbox).mail(2, ShopMailAssert::new),
                "Expecting at least 3 mails within 50 ms, but found 2.",
                TABLE);
        inbox.clear();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).firstMail(ShopMailAssert::new))
                .withMessageStartingWith("Expecting at least 1 mail within 50 ms, but found 0.");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).lastMail(ShopMailAssert::new))
                .withMessageStartingWith("Expecting at least 1 mail within 50 ms, but found 0.");
    }

    @Test
    void withFailMessageGoesAlong(Inbox inbox) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox)
                        .withFailMessage("no confirmation")
                        .firstMail(ShopMailAssert::new)
                        .confirms("milk"))
                .withMessageStartingWith("no confirmation");
    }

    @Test
    void aFactoryThatMakesNothingIsNamed(Inbox inbox) {
        assertThatNullPointerException()
                .isThrownBy(() -> assertThat(inbox).firstMail(mail -> noAssertions()))
                .withMessage("the factory returned null");
    }

    @SuppressWarnings("NullAway") // on purpose
    private static ShopMailAssert noAssertions() {
        return null;
    }

    @Test
    void onAnInboxKeepTheirTypeBehindFilters(Inbox inbox) {
        new ShopInboxAssert(inbox)
                .within(Duration.ofSeconds(20))
                .mailsTo("ada@example.org")
                .hasOrders(2)
                .filteredOnSubjectContainingPattern(Pattern.compile("tea$"))
                .hasOrders(1)
                .singleMail(ShopMailAssert::new)
                .confirms("tea");
    }

    @Test
    void onAnInboxFailWithItsMails(Inbox inbox) {
        Golden.fails(
                () -> new ShopInboxAssert(inbox).hasOrders(3),
                "Expecting 3 mails with a subject containing \"Your order\" within 50 ms, but found 2.",
                TABLE);
    }
}
