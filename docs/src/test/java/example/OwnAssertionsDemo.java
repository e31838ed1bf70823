package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.inbox.AbstractInboxAssert;
import io.github.smtpjunit.inbox.AbstractMailAssert;
import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.Test;

/** Assertions in the words of a shop. */
@WithSmtpServer
class OwnAssertionsDemo {

    // region own-assertions
    static class ShopMailAssert extends AbstractMailAssert<ShopMailAssert> {

        ShopMailAssert(CapturedMail actual) {
            super(actual, ShopMailAssert.class);
        }

        ShopMailAssert welcomes(String name) {
            return isFrom("shop@example.com").hasSubject("Welcome, " + name).hasTextStartingWith("Hello " + name + ",");
        }

        ShopMailAssert hasAtMostWords(int limit) {
            int words = actual.text().orElse("").strip().split("\\s+").length;
            if (words > limit) {
                failWithMessage("Expecting a text of at most %d words, but it has %d", limit, words);
            }
            return this;
        }
    }

    @Test
    void welcomesACustomer(Inbox inbox) {
        new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");

        assertThat(inbox).singleMail(ShopMailAssert::new).welcomes("Ada").hasAtMostWords(20);
    }
    // endregion

    @Test
    void failsWithItsOwnWords(Inbox inbox) {
        new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> assertThat(inbox).singleMail(ShopMailAssert::new).hasAtMostWords(3))
                .withMessage("Expecting a text of at most 3 words, but it has 7");
    }

    // region own-inbox-assertions
    static class ShopInboxAssert extends AbstractInboxAssert<ShopInboxAssert> {

        ShopInboxAssert(Inbox actual) {
            super(actual, ShopInboxAssert.class);
        }

        @Override
        protected ShopInboxAssert newInboxAssert(Inbox inbox) {
            return new ShopInboxAssert(inbox); // for the filters
        }

        ShopInboxAssert welcomed(String... addresses) {
            return filteredOnSubjectContaining("Welcome").recipientsAre(addresses);
        }
    }

    @Test
    void welcomesEachCustomer(Inbox inbox) {
        Shop shop = new Shop(inbox.host(), inbox.port());
        shop.register("Ada", "ada@example.org");
        shop.register("Bob", "bob@example.org");

        new ShopInboxAssert(inbox)
                .welcomed("ada@example.org", "bob@example.org")
                .lastMail(ShopMailAssert::new)
                .welcomes("Bob");
    }
    // endregion
}
