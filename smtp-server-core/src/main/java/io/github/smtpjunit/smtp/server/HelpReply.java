package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that a client can use now (RFC 5321 section 4.1.1.8); those that are switched off are not among them.
 */
final class HelpReply {

    private HelpReply() {}

    static Reply of(ServerConfig config, boolean encrypted) {
        List<String> verbs = new ArrayList<>(config.lmtp() ? List.of("LHLO") : List.of("EHLO", "HELO"));
        verbs.addAll(List.of("MAIL", "RCPT", "DATA"));
        if (config.offers(ServiceExtension.CHUNKING)) {
            verbs.add("BDAT");
        }
        verbs.addAll(List.of("RSET", "NOOP", "VRFY", "EXPN", "HELP"));
        if (config.offersStartTls(encrypted)) {
            verbs.add("STARTTLS");
        }
        if (config.auth().isUsable(encrypted)) {
            verbs.add("AUTH");
        }
        verbs.add("QUIT");
        return Replies.help(verbs);
    }
}
