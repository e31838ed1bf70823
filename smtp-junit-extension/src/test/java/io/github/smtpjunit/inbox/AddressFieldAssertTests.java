package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Assertions on the fields with addresses. */
class AddressFieldAssertTests extends TwoMailsTestCase {

    private static InternetAddress jakarta(String address, @Nullable String name) {
        try {
            return new InternetAddress(address, name, "UTF-8");
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Arguments> onAFullMail() {
        return Stream.of(
                fails("isFrom", mail -> mail.isFrom("bounces@example.com"), """
                    Expecting one of the addresses in the From field to be:
                      "bounces@example.com"
                    but found:
                      Zoë's Shop <shop@example.com>
                    """),
                passes("isFrom", mail -> mail.isFrom("shop@EXAMPLE.com")),
                fails("isFromName", mail -> mail.isFromName("The Shop"), """
                    Expecting one of the display names in the From field to be:
                      "The Shop"
                    but found:
                      Zoë's Shop <shop@example.com>
                    """),
                passes("isFromName", mail -> mail.isFromName("Zoë's Shop")),
                fails("isTo", mail -> mail.isTo("ada@example.org", "mallory@example.org"), """
                    Expecting one of the addresses in the To field to be:
                      "mallory@example.org"
                    but found:
                      Ada Lovelace <ada@example.org>
                      bob@example.org
                    """),
                passes("isTo", mail -> mail.isTo("ada@example.org", "bob@example.org")),
                fails("isToOnly", mail -> mail.isToOnly("ada@example.org"), """
                    Expecting To field to be exactly:
                      ada@example.org
                    but found:
                      ada@example.org
                      bob@example.org
                    """),
                passes("isToOnly", mail -> mail.isToOnly("bob@example.org", "ada@example.org")),
                passes("isTo, a list", mail -> mail.isTo(List.of("ada@example.org", "bob@example.org"))),
                fails("isTo, a list", mail -> mail.isTo(List.of("mallory@example.org")), """
                    Expecting one of the addresses in the To field to be:
                      "mallory@example.org"
                    but found:
                      Ada Lovelace <ada@example.org>
                      bob@example.org
                    """),
                passes("isToOnly, a list", mail -> mail.isToOnly(List.of("bob@example.org", "ada@example.org"))),
                fails("isToOnly, an empty list", mail -> mail.isToOnly(List.of()), """
                    Expecting To field to be exactly:
                      (none)
                    but found:
                      ada@example.org
                      bob@example.org
                    """),
                passes("isTo, as a mail API has it", mail -> mail.isTo(List.of(jakarta("ada@example.org", "Ada")))),
                passes(
                        "isToOnly, as a mail API has it",
                        mail -> mail.isToOnly(
                                List.of(jakarta("ada@example.org", "Ada"), jakarta("bob@example.org", null)))),
                fails("isToName", mail -> mail.isToName("Ada"), """
                    Expecting one of the display names in the To field to be:
                      "Ada"
                    but found:
                      Ada Lovelace <ada@example.org>
                      bob@example.org
                    Whole values are compared, and that is only a part of one.
                    """),
                passes("isToName", mail -> mail.isToName("Ada Lovelace")),
                fails("hasCc", mail -> mail.hasCc("ada@example.org"), """
                    Expecting one of the addresses in the Cc field to be:
                      "ada@example.org"
                    but found:
                      Carol <carol@example.org>
                    """),
                passes("hasCc", mail -> mail.hasCc("carol@example.org")),
                passes("hasCc, a list", mail -> mail.hasCc(List.of("carol@example.org"))),
                fails("hasCc, a list", mail -> mail.hasCc(Set.of("ada@example.org")), """
                    Expecting one of the addresses in the Cc field to be:
                      "ada@example.org"
                    but found:
                      Carol <carol@example.org>
                    """),
                fails("hasCcName", mail -> mail.hasCcName("Caroline"), """
                    Expecting one of the display names in the Cc field to be:
                      "Caroline"
                    but found:
                      Carol <carol@example.org>
                    """),
                passes("cc", mail -> mail.cc().hasAddress("carol@example.org").hasName("Carol")),
                passes("hasCcName", mail -> mail.hasCcName("Carol")),
                fails("hasReplyTo", mail -> mail.hasReplyTo("shop@example.com"), """
                    Expecting one of the addresses in the Reply-To field to be:
                      "shop@example.com"
                    but found:
                      Help <help@example.com>
                    """),
                passes("hasReplyTo", mail -> mail.hasReplyTo("help@example.com")),
                passes("hasReplyTo, a list", mail -> mail.hasReplyTo(List.of("help@example.com"))),
                fails("hasReplyTo, a list", mail -> mail.hasReplyTo(List.of("shop@example.com")), """
                    Expecting one of the addresses in the Reply-To field to be:
                      "shop@example.com"
                    but found:
                      Help <help@example.com>
                    """),
                fails("hasReplyToName", mail -> mail.hasReplyToName("Support"), """
                    Expecting one of the display names in the Reply-To field to be:
                      "Support"
                    but found:
                      Help <help@example.com>
                    """),
                passes(
                        "replyTo",
                        mail -> mail.replyTo().hasAddress("help@example.com").hasName("Help")),
                passes("hasReplyToName", mail -> mail.hasReplyToName("Help")));
    }

    static Stream<Arguments> onABareMail() {
        return Stream.of(fails("isFrom", mail -> mail.isFrom("shop@example.com"), """
            Expecting one of the addresses in the From field to be:
              "shop@example.com"
            but found:
              (none)
            """));
    }

    @ParameterizedTest
    @MethodSource("addressesInAnotherForm")
    void anAddressStandsAlone(Consumer<MailAssert> assertion, Inbox inbox) {
        RawClient.deliver(inbox, FULL);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> assertion.accept(assertThat(inbox).singleMail()))
                .withMessageStartingWith("Give the address alone, ada@example.org, and not");
    }

    static Stream<Consumer<MailAssert>> addressesInAnotherForm() {
        return Stream.of(
                mail -> mail.isTo("Ada <ada@example.org>"),
                mail -> mail.isFrom("<ada@example.org>"),
                mail -> mail.isToOnly("Ada <ada@example.org>"),
                mail -> mail.hasEnvelopeRecipients("<ada@example.org>"),
                mail -> mail.hasEnvelopeFrom("<ada@example.org>"),
                mail -> mail.wasDeliveredTo("<ada@example.org>"),
                mail -> mail.hasBlindRecipient("<ada@example.org>"),
                mail -> mail.hasReplyTo("<ada@example.org>"));
    }
}
