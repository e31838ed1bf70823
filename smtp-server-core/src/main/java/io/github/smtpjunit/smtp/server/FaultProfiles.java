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
 * <p>Each call makes new rules, with counts of their own. They show the codes and the pattern of a behaviour, not the
 * provider's secret limits; texts follow the provider's, which may change.
 */
public final class FaultProfiles {

    private FaultProfiles() {}

    /**
     * A Postfix with the policy server Postgrey: a new client gets 450 4.2.0 for five minutes by the server's clock.
     *
     * <p>Source: the manual of Postgrey, whose {@code --delay} is 300 seconds by default, counted from the first try of
     * a triplet of client, sender and recipient. It takes the first three octets of an IPv4 address for the client,
     * these rules take all. The reply is that of Postfix to Postgrey's {@code defer_if_permit}, with Postgrey's default
     * text.
     *
     * @return the rules
     */
    public static List<FaultRule> greylistingPostfix() {
        return List.of(FaultRule.on(Phase.RCPT)
                .greylisting(Duration.ofMinutes(5))
                .reply(450, "4.2.0", "Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help"));
    }

    /**
     * Exchange Online to a client that submits mail over more than three connections at a time: 432 4.3.2 at the end of
     * each mail's data, as long as there are more.
     *
     * <p>Source: Microsoft Learn, "Message storage and concurrent connection throttling for SMTP Authenticated
     * Submission". What goes beyond its other limit, 30 mails a minute, is delivered later, by that source; the client
     * does not see it, so no rule is here for it. An older form of the text, of the Exchange Team Blog in 2018, is "432
     * 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded". That it comes at the end of the data is what users of
     * Nodemailer and aiosmtplib have reported.
     *
     * @return the rules
     */
    public static List<FaultRule> exchangeOnlineThrottling() {
        return List.of(FaultRule.on(Phase.END_OF_DATA)
                .where(moreThanConnections(3))
                .reply(
                        432,
                        "4.3.2",
                        "Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more"
                                + " information."));
    }

    /**
     * Gmail to a sender without SPF and DKIM: every mail gets 550 5.7.26 at the end of its data.
     *
     * <p>Source: Google Workspace Admin Help, "Email sender guidelines", and the replies that senders have shown since
     * February 2024; 5.7.26 is of RFC 7372 section 3.3.
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
                .where(command(Pattern.compile("^EHLO", Pattern.CASE_INSENSITIVE)))
                .reply(Replies.COMMAND_UNKNOWN));
    }
}
