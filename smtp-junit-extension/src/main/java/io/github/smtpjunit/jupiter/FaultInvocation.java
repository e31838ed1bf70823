package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.smtp.server.FaultRule;
import io.github.smtpjunit.smtp.server.Quiet;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.opentest4j.IncompleteExecutionException;

/** One run of a test under one fault. */
final class FaultInvocation implements TestTemplateInvocationContext, InvocationInterceptor, ParameterResolver {

    private final FaultCase fault;
    private final Terms terms;

    FaultInvocation(FaultCase fault, Terms terms) {
        this.fault = fault;
        this.terms = terms;
    }

    /**
     * What an annotation demands.
     *
     * @param annotation its name, for messages
     * @param server the name of the server that fails
     * @param times how often
     * @param expected what may be thrown
     * @param within how long it may take
     * @param closesConnections whether the client has to
     * @param law what has to be true of the mail
     */
    record Terms(
            String annotation,
            String server,
            int times,
            List<Class<? extends Throwable>> expected,
            Duration within,
            boolean closesConnections,
            Law law) {}

    /** What has to be true after a run. */
    interface Law {

        /**
         * Returns what is wrong, null if nothing.
         *
         * @param mails those of the run
         * @param thrown what the method threw, of the expected kind
         */
        @Nullable
        String breach(FaultCase fault, Inbox inbox, List<CapturedMail> mails, @Nullable Throwable thrown);
    }

    @Override
    public String getDisplayName(int invocationIndex) {
        return fault.toString();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return List.of(this);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FaultCase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return fault;
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Inbox inbox = InjectedInbox.of(context, terms.server(), terms.annotation() + " on " + method.getExecutable())
                .inbox();
        int mailsBefore = InboxSupport.mails(inbox).size(); // of a shared server
        int sessionsBefore = inbox.sessions().size();
        FaultRule rule = fault.addTo(inbox.faults(), terms.times());
        try {
            long start = System.nanoTime();
            Throwable thrown = run(invocation, inbox);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            boolean closed = hasClosed(inbox, sessionsBefore);
            Quiet quiet = InboxSupport.awaitQuiet(inbox);
            List<CapturedMail> mails = InboxSupport.mails(inbox);
            check(terms.law().breach(fault, inbox, mails.subList(mailsBefore, mails.size()), thrown), inbox, thrown);
            check(
                    rule.isUsed()
                            ? null
                            : "the fault was never hit, since the client did not come to " + fault.phase()
                                    + ": leave that out by phases or faults of " + terms.annotation(),
                    inbox,
                    thrown);
            check(closed || !terms.closesConnections() ? null : "the client has left a connection open", inbox, thrown);
            check(
                    taken.compareTo(terms.within()) <= 0
                            ? null
                            : "it took " + InboxSupport.inWords(taken) + ", more than "
                                    + InboxSupport.inWords(terms.within()),
                    inbox,
                    thrown);
            check(
                    quiet.busy().isEmpty() ? null : "nothing is sure. " + InboxSupport.cannotTell(inbox, quiet),
                    inbox,
                    thrown);
        } finally {
            inbox.faults().remove(rule);
        }
    }

    /** Runs the test; returns what it may throw, null if it threw nothing. */
    private @Nullable Throwable run(Invocation<Void> invocation, Inbox inbox) throws Throwable {
        try {
            invocation.proceed();
            return null;
        } catch (Throwable e) {
            if (terms.expected().stream().anyMatch(type -> type.isInstance(e))) {
                return e;
            }
            if (e instanceof Error || e instanceof IncompleteExecutionException) {
                throw e; // a failed assertion, an assumption that does not hold
            }
            throw failure("the test threw " + e + "; expected is " + expectations(), inbox, e);
        }
    }

    private String expectations() {
        return terms.expected().isEmpty()
                ? "nothing of the kind"
                : terms.expected().stream().map(Class::getSimpleName).collect(Collectors.joining(" or "));
    }

    private boolean hasClosed(Inbox inbox, int sessionsBefore) {
        return !terms.closesConnections()
                || InboxSupport.await(inbox, () -> {
                    List<SessionRecord> sessions = inbox.sessions();
                    return sessions.subList(sessionsBefore, sessions.size()).stream()
                            .allMatch(session -> session.ending().isPresent());
                });
    }

    private void check(@Nullable String breach, Inbox inbox, @Nullable Throwable thrown) {
        if (breach != null) {
            throw failure(breach, inbox, thrown);
        }
    }

    private AssertionError failure(String what, Inbox inbox, @Nullable Throwable cause) {
        return new AssertionError(
                InboxSupport.failure(
                        inbox, "Under the fault \"" + fault + "\" " + what + (what.contains("\n") ? "" : ".")),
                cause);
    }

    static List<Class<? extends Throwable>> types(Class<? extends Throwable>[] types) {
        return Arrays.asList(types);
    }
}
