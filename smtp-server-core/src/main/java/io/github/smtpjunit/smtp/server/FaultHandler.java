package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.FaultPlan.Storing;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A handler between whom and the mails a rule stands: it sees them not at all, twice, or in part. */
final class FaultHandler implements MailHandler {

    private final MailHandler handler;
    private final Function<ReceivedMail, @Nullable FaultPlan> judge;
    private final String hostname;

    FaultHandler(MailHandler handler, Function<ReceivedMail, @Nullable FaultPlan> judge, String hostname) {
        this.handler = handler;
        this.judge = judge;
        this.hostname = hostname;
    }

    private interface Handing<T> {
        T to(ReceivedMail mail) throws IOException;
    }

    @Override
    public Reply handle(ReceivedMail mail) throws IOException {
        return handle(mail, handler::handle, reply -> reply, plan -> plan.toRecipient(0));
    }

    @Override
    public List<Reply> handleEach(ReceivedMail mail) throws IOException {
        int count = mail.envelope().recipients().size();
        return handle(
                mail,
                handler::handleEach,
                reply -> Collections.nCopies(count, reply),
                plan -> IntStream.range(0, count).mapToObj(plan::toRecipient).toList());
    }

    private <T> T handle(
            ReceivedMail mail, Handing<T> handing, Function<Reply, T> answer, Function<FaultPlan, T> answerEach)
            throws IOException {
        ReceivedMail seen = mail.inMemory(); // a mail that is given up half-way does not come to the end of its data
        FaultPlan plan = judge.apply(seen);
        if (plan == null) {
            return handing.to(seen);
        }
        if (plan.bounce != null && plan.refusal() == null) {
            Optional<ReceivedMail> report = FaultBounce.of(seen, plan.bounce, hostname);
            if (report.isPresent()) {
                handing.to(report.get());
            }
        }
        if (plan.storing == Storing.NOT) {
            if (!plan.each.isEmpty()) {
                return answerEach.apply(plan);
            }
            return answer.apply(Objects.requireNonNullElse(plan.verdict(), Replies.MAIL_ACCEPTED));
        }
        ReceivedMail passed = plan.truncatedTo == Integer.MAX_VALUE
                ? seen
                : seen.withContent(seen.content().readNBytes(plan.truncatedTo));
        if (plan.storing == Storing.TWICE) {
            handing.to(passed);
        }
        T result = handing.to(passed);
        if (!plan.each.isEmpty()) {
            return answerEach.apply(plan);
        }
        return plan.reply == null ? result : answer.apply(plan.reply);
    }
}
