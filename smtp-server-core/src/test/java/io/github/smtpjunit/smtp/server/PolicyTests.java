package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every hook of a policy refuses, accepts in other words, or fails, by a word that it finds in its argument. */
class PolicyTests extends DialogueTestCase {

    /** Obeys words: {@code reply-550} and similar words, and {@code throw}. */
    private static final SmtpPolicy OBEDIENT = new SmtpPolicy() {

        @Override
        public Optional<Reply> hello(SessionInfo session, String name) {
            return obey(name);
        }

        @Override
        public Optional<Reply> mail(SessionInfo session, ReversePath from, EsmtpParameters parameters) {
            return obey(from.address());
        }

        @Override
        public Optional<Reply> recipient(
                SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
            return obey(to.address());
        }

        @Override
        public Optional<Reply> data(SessionInfo session, Envelope envelope) {
            return envelope.parameters().value("ENVID").flatMap(envid -> obey(envid));
        }

        @Override
        public Optional<Reply> verify(SessionInfo session, String name) {
            return obey(name);
        }

        @Override
        public Optional<Reply> expand(SessionInfo session, String list) {
            return obey(list);
        }

        @Override
        public void disconnect(SessionInfo session) {
            throw new IllegalStateException("thrown on purpose");
        }

        @SuppressWarnings({"NullAway", "NullOptional", "OptionalAssignedToNull"
        }) // a policy that is not compiled with them
        private Optional<Reply> obey(String word) {
            if (word.startsWith("throw")) {
                throw new IllegalStateException("thrown on purpose");
            }
            if (word.startsWith("null")) {
                return null;
            }
            if (word.startsWith("error")) {
                throw new AssertionError("thrown on purpose");
            }
            return word.startsWith("reply-")
                    ? Optional.of(Reply.of(Integer.parseInt(word.substring(6, 9)), "as you say"))
                    : Optional.empty();
        }
    };

    @TestFactory
    Stream<DynamicTest> hooks() {
        return dialogues(builder -> builder.policy(OBEDIENT), """
                # EHLO and HELO
                C: EHLO reply-550
                S: 550 as you say
                C: MAIL FROM:<a@x>
                S: 503 5.5.1 Send EHLO first
                C: HELO reply-451
                S: 451 as you say
                C: EHLO throw
                S: 451 4.3.0 Local error in processing
                C: EHLO error
                S: 451 4.3.0 *
                C: EHLO null
                S: 451 4.3.0 *
                C: EHLO reply-250
                S: 250 LIMITS RCPTMAX=1000
                C: EHLO reply-421
                S: 421 as you say

                # a refused EHLO leaves the transaction, one on which the policy fails ends it
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: EHLO reply-550
                S: 550 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: EHLO throw
                S: 451 *
                C: RCPT TO:<b@x>
                S: 503 *

                # MAIL
                C: EHLO x
                S: 250*
                C: MAIL FROM:<reply-550@x>
                S: 550 as you say
                C: RCPT TO:<b@x>
                S: 503 5.5.1 Send MAIL first
                C: MAIL FROM:<throw@x>
                S: 451 4.3.0 Local error in processing
                C: MAIL FROM:<reply-250@x>
                S: 250 as you say
                C: RCPT TO:<b@x>
                S: 250 *
                C: RSET
                S: 250 *
                C: MAIL FROM:<reply-421@x>
                S: 421 as you say

                # RCPT: each by itself
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<reply-550@x>
                S: 550 as you say
                C: RCPT TO:<reply-251@x>
                S: 251 as you say
                C: RCPT TO:<reply-451@x>
                S: 451 as you say
                C: RCPT TO:<b@x>
                S: 250 2.1.5 Recipient OK
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                M: a@x > reply-251@x,b@x :\s

                # RCPT: all refused
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<reply-550@x>
                S: 550 *
                C: DATA
                S: 554 5.5.1 No valid recipients
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                M: a@x > b@x :\s

                # RCPT: a failure ends the transaction, and nothing else
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: RCPT TO:<throw@x>
                S: 451 4.3.0 Local error in processing
                C: DATA
                S: 503 5.5.1 Send MAIL first
                C: MAIL FROM:<a@x>
                S: 250 *

                # DATA
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> ENVID=reply-550
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 550 as you say
                C: RSET
                S: 250 *
                C: MAIL FROM:<a@x> ENVID=throw
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 451 4.3.0 *
                C: DATA
                S: 503 5.5.1 Send MAIL first
                C: MAIL FROM:<a@x> ENVID=reply-250
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 354 Start mail input; end with <CRLF>.<CRLF>
                C: .
                S: 250 2.6.0 *
                M: a@x > b@x :\s

                # the first BDAT, whose chunk is swallowed
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x> ENVID=reply-550
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: BDAT 6
                R: QUIT\\r\\n
                S: 550 as you say
                C: RSET
                S: 250 *
                C: MAIL FROM:<a@x> ENVID=throw
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: BDAT 6
                R: QUIT\\r\\n
                S: 451 4.3.0 *
                C: BDAT 6 LAST
                R: QUIT\\r\\n
                S: 503 5.5.1 Send MAIL first

                # VRFY and EXPN
                C: VRFY reply-250
                S: 250 as you say
                C: VRFY reply-550
                S: 550 as you say
                C: VRFY throw
                S: 451 4.3.0 *
                C: EXPN reply-250
                S: 250 as you say
                C: EXPN throw
                S: 451 4.3.0 *
                """);
    }

    @TestFactory
    Stream<DynamicTest> returnedLocalError() {
        return dialogues(
                builder -> builder.policy(new SmtpPolicy() {
                    @Override
                    public Optional<Reply> recipient(
                            SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
                        return to.address().startsWith("later") ? Optional.of(Replies.LOCAL_ERROR) : Optional.empty();
                    }
                }),
                """
                # a policy that returns the reply of a failure refuses one recipient only
                C: EHLO x
                S: 250*
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<later@x>
                S: 451 4.3.0 Local error in processing
                C: RCPT TO:<b@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 250 *
                M: a@x > b@x :\s
                """);
    }
}
