package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/**
 * Takes the mails that a server receives.
 *
 * <p>A handler is called once for each mail, when its content starts to arrive, on the thread of the connection; a
 * server with several clients calls it from several threads at a time.
 */
@FunctionalInterface
public interface MailHandler {

    /** Accepts every mail and forgets it. */
    MailHandler DISCARD = new MailHandler() {
        @Override
        public Reply handle(ReceivedMail mail) {
            return Replies.MAIL_ACCEPTED; // not by a lambda, which the first server of a JVM would wait for: see ADR 11
        }
    };

    /**
     * Takes one mail and says what to answer.
     *
     * <p>The content is read from {@link ReceivedMail#content()}, which ends only when the mail is whole: store at the
     * end of the stream, and half a mail is never stored. What is left unread when this method returns is read and
     * thrown away.
     *
     * @param mail the mail; its content can be read only until this method returns
     * @return the reply to the end of the data: a 2yz reply says that the mail is stored, a 4yz or 5yz reply refuses it
     * @throws IOException if reading or storing failed; like any other exception it is logged and answered by 451
     *     4.3.0, and the server lives on
     */
    Reply handle(ReceivedMail mail) throws IOException;

    /**
     * Takes one mail on an {@linkplain SmtpServerBuilder#lmtp() LMTP} server, and says what to answer for each
     * recipient (RFC 2033 section 4.2). An SMTP server never calls this.
     *
     * @param mail the mail, as for {@link #handle}
     * @return one reply for each recipient of the envelope, in its order; by default what {@link #handle} says, for all
     *     of them. Any other number of replies is logged, and answered by 451 4.3.0 for all of them
     * @throws IOException as for {@link #handle}; the 451 4.3.0 goes to all recipients
     */
    default List<Reply> handleEach(ReceivedMail mail) throws IOException {
        Reply reply = HandlerAnswer.checked(handle(mail));
        return Collections.nCopies(mail.envelope().recipients().size(), reply);
    }
}
