package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The user's policy as a session asks it. What the policy throws becomes a 451 and ends the transaction. A session
 * without a policy of the user's asks nothing.
 */
final class AskedPolicy {

    private final SmtpPolicy policy;
    private final Session session;

    AskedPolicy(SmtpPolicy policy, Session session) {
        this.policy = policy;
        this.session = session;
    }

    private boolean hasQuestions() {
        return policy != SmtpPolicy.ACCEPT;
    }

    /** The refusal of a connection, if it is refused; so with the other questions that are about a refusal. */
    Optional<Reply> connect() {
        return hasQuestions() ? refusal("connect", () -> policy.connect(session.info())) : Optional.empty();
    }

    Optional<Reply> tlsStarted() {
        return hasQuestions() ? refusal("tlsStarted", () -> policy.tlsStarted(session.info())) : Optional.empty();
    }

    Optional<Reply> hello(String name) {
        return hasQuestions() ? refusal("hello", () -> policy.hello(session.info(), name)) : Optional.empty();
    }

    Optional<Reply> authenticated() {
        return hasQuestions() ? refusal("authenticated", () -> policy.authenticated(session.info())) : Optional.empty();
    }

    /** The reply to MAIL; empty for the server's own. */
    Optional<Reply> mail(ReversePath from, EsmtpParameters parameters) {
        return hasQuestions() ? ask("mail", () -> policy.mail(session.info(), from, parameters)) : Optional.empty();
    }

    /** The reply to RCPT; empty for the server's own. */
    Optional<Reply> recipient(Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
        return hasQuestions()
                ? ask("recipient", () -> policy.recipient(session.info(), envelope, to, parameters))
                : Optional.empty();
    }

    Optional<Reply> data(Envelope envelope) {
        return hasQuestions() ? refusal("data", () -> policy.data(session.info(), envelope)) : Optional.empty();
    }

    /** Lets the policy give a filter to the transaction. */
    Optional<Reply> content(Transaction transaction, Envelope envelope) {
        return hasQuestions()
                ? refusal("content", () -> {
                    transaction.filterBy(UserCode.answer(
                            policy.content(session.info(), envelope),
                            "SmtpPolicy.content(..)",
                            "return ContentFilter.NONE for no filter"));
                    return Optional.empty();
                })
                : Optional.empty();
    }

    /** The reply to VRFY; empty for the server's own. */
    Optional<Reply> verify(String name) {
        return hasQuestions() ? ask("verify", () -> policy.verify(session.info(), name)) : Optional.empty();
    }

    /** The reply to EXPN; empty for the server's own. */
    Optional<Reply> expand(String list) {
        return hasQuestions() ? ask("expand", () -> policy.expand(session.info(), list)) : Optional.empty();
    }

    /** The connection is over. */
    void disconnect() {
        if (hasQuestions()) {
            USER_CODE.tell(() -> policy.disconnect(session.info()), this::failure);
        }
    }

    private Optional<Reply> ask(String hook, Callable<Optional<Reply>> question) {
        return UserCode.call(
                () -> UserCode.answer(
                        question.call(),
                        "SmtpPolicy." + hook + "(..)",
                        "return Optional.empty() for the server's own answer"),
                thrown -> {
                    USER_CODE.log(this::failure, thrown);
                    session.endTransaction();
                    return Optional.of(Replies.LOCAL_ERROR);
                });
    }

    /** Asks a question to which yes is said in the server's words only. */
    private Optional<Reply> refusal(String hook, Callable<Optional<Reply>> question) {
        return ask(hook, question).filter(reply -> !reply.isPositive());
    }

    private String failure() {
        return "The policy failed in " + session.info();
    }
}
