package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a handler says about a mail, which must be a reply, or in LMTP one for each recipient. */
final class HandlerAnswer {

    private static final String HANDLE = "MailHandler.handle(..)";
    private static final String HANDLE_EACH = "MailHandler.handleEach(..)";
    private static final String REPLY = "return a reply, for example Replies.MAIL_ACCEPTED";

    private HandlerAnswer() {}

    static List<Reply> one(MailHandler handler, ReceivedMail mail) throws IOException {
        return List.of(checked(handler.handle(mail)));
    }

    /** The answer of {@link MailHandler#handle}. */
    static Reply checked(Reply reply) {
        return UserCode.answer(reply, HANDLE, REPLY);
    }

    /** One reply for each recipient (RFC 2033 section 4.2). */
    static List<Reply> each(MailHandler handler, ReceivedMail mail) throws IOException {
        int expected = mail.envelope().recipients().size();
        List<Reply> replies = new ArrayList<>(UserCode.answer(
                handler.handleEach(mail), HANDLE_EACH, "return a list with a reply for each recipient"));
        if (replies.size() != expected) {
            throw UserCode.wrong(HANDLE_EACH + " returned " + replies.size()
                    + (replies.size() == 1 ? " reply" : " replies") + ": return one for each recipient, " + expected
                    + " in all");
        }
        for (int i = 0; i < expected; i++) {
            UserCode.answer(replies.get(i), HANDLE_EACH + ", reply " + (i + 1) + " of " + expected + ",", REPLY);
        }
        return List.copyOf(replies);
    }
}
