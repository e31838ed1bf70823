package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.Plan.Storing;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A handler between whom and the mails a rule stands: it sees them not at all, twice, or in part. */
final class FaultyHandler implements MailHandler {

    private final MailHandler handler;
    private final boolean looksInside;
    private final Function<ReceivedMail, @Nullable Plan> judge;

    FaultyHandler(MailHandler handler, boolean looksInside, Function<ReceivedMail, @Nullable Plan> judge) {
        this.handler = handler;
        this.looksInside = looksInside;
        this.judge = judge;
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

    private <T> T handle(ReceivedMail mail, Handing<T> handing, Function<Reply, T> answer, Function<Plan, T> answerEach)
            throws IOException {
        ReceivedMail seen = looksInside ? mail.inMemory() : mail;
        Plan plan = judge.apply(seen);
        if (plan == null) {
            return handing.to(seen);
        }
        if (plan.storing == Storing.NOT) {
            seen.content().transferTo(OutputStream.nullOutputStream()); // the reply belongs to the end of it
            if (!plan.each.isEmpty()) {
                return answerEach.apply(plan);
            }
            return answer.apply(Objects.requireNonNullElse(plan.verdict(), Replies.MAIL_ACCEPTED));
        }
        ReceivedMail passed = plan.truncatedTo == Integer.MAX_VALUE ? seen : truncated(seen, plan.truncatedTo);
        if (plan.storing == Storing.TWICE) {
            passed = passed.inMemory();
            handing.to(passed);
        }
        T result = handing.to(passed);
        if (!plan.each.isEmpty()) {
            return answerEach.apply(plan);
        }
        return plan.reply == null ? result : answer.apply(plan.reply);
    }

    /** Reads the whole of the content all the same, since half of it is no reason to accept a mail. */
    private static ReceivedMail truncated(ReceivedMail mail, int octets) throws IOException {
        InputStream content = mail.content();
        byte[] start = content.readNBytes(octets);
        content.transferTo(OutputStream.nullOutputStream());
        return mail.withContent(start);
    }
}
