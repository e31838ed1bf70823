package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultMatcher.command;
import static io.github.smtpjunit.smtp.server.FaultMatcher.moreThanConnections;

import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How servers out there behave, as rules for {@link Faults#add(List)}.
 *
 * <pre>{@code faults.add(FaultProfiles.greylistingPostfix()); }</pre>
 *
 * <p>Each call makes new rules, with counts of their own. They show the codes and the pattern of a behaviour, not the provider's
 * secret limits; texts follow the provider's, which may change.
 */
public final class FaultProfiles {

    private FaultProfiles() {}

    /**
     * A Postfix with the policy server Postgrey: whoever is new gets 450 4.2.0 for five minutes by the server's clock.
     *
     * <p>Source: Postgrey's manual, {@code --delay}, default 300 seconds, by triplet of client, sender and recipient; 450 is Postfix's
     * {@code defer_if_permit}.
     *
     * @return the rules
     */
    public static List<FaultRule> greylistingPostfix() {
        return List.of(FaultRule.on(Phase.RCPT)
                .greylisting(Duration.ofMinutes(5))
                .reply(450, "4.2.0", "Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help"));
    }

    /**
     * Exchange Online when a client sends too much: more than three connections at a time get 432 4.3.2, more than thirty mails in a
     * minute 451 4.7.500.
     *
     * <p>Source: Microsoft Learn, "Exchange Online limits" (30 messages a minute) and "Concurrent connections limit exceeded"
     * (https://aka.ms/concurrent_sending); the text of 451 4.7.500 from "Email non-delivery reports in Exchange Online".
     *
     * @return the rules
     */
    public static List<FaultRule> exchangeOnlineThrottling() {
        return List.of(
                FaultRule.on(Phase.MAIL)
                        .when(moreThanConnections(3))
                        .reply(
                                432,
                                "4.3.2",
                                "Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more"
                                        + " information."),
                FaultRule.on(Phase.MAIL)
                        .rateLimit(30, Duration.ofMinutes(1))
                        .reply(451, "4.7.500", "Server busy. Please try again later"));
    }

    /**
     * Gmail to a sender without SPF and DKIM: every mail gets 550 5.7.26 at the end of its data.
     *
     * <p>Source: Google, "Email sender guidelines" (https://support.google.com/mail/answer/81126); 5.7.26 is of RFC 7372 section 3.3.
     *
     * @return the rules
     */
    public static List<FaultRule> gmailUnauthenticated() {
        EnhancedStatusCode unauthenticated = new EnhancedStatusCode(5, 7, 26);
        Reply refusal = Reply.of(
                550,
                unauthenticated,
                "This mail has been blocked because the sender is unauthenticated.",
                "Gmail requires all senders to authenticate with either SPF or DKIM.");
        return List.of(FaultRule.on(Phase.END_OF_DATA).reply(refusal));
    }

    /**
     * A server from before service extensions: EHLO gets 500, and the client has to say HELO.
     *
     * <p>Source: RFC 5321 section 3.2, on servers that do not know EHLO; RFC 821.
     *
     * @return the rules
     */
    public static List<FaultRule> heloOnly() {
        return List.of(FaultRule.on(Phase.EHLO)
                .when(command(Pattern.compile("^EHLO", Pattern.CASE_INSENSITIVE)))
                .reply(Replies.COMMAND_UNKNOWN));
    }
}
