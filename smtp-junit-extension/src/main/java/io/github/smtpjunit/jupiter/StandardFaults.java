package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.closeAfterBody;
import static io.github.smtpjunit.smtp.server.FaultAction.cutAfter;
import static io.github.smtpjunit.smtp.server.FaultAction.delay;
import static io.github.smtpjunit.smtp.server.FaultAction.drip;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultAction.reply;
import static io.github.smtpjunit.smtp.server.FaultAction.reset;
import static io.github.smtpjunit.smtp.server.FaultAction.resetAfterBody;
import static io.github.smtpjunit.smtp.server.FaultAction.storeAndClose;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.jupiter.FaultCase.Trait;
import io.github.smtpjunit.jupiter.FaultInvocation.Terms;
import io.github.smtpjunit.jupiter.SmtpFaultMatrix.Connections;
import io.github.smtpjunit.jupiter.SmtpFaultMatrix.Delivery;
import io.github.smtpjunit.jupiter.SmtpFaultMatrix.Fault;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** The extension behind {@link SmtpFaultMatrix}; it has no state. */
final class StandardFaults implements TestTemplateInvocationContextProvider {

    private static final Set<Phase> BASIC = EnumSet.of(
            Phase.CONNECT, Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.BODY, Phase.END_OF_DATA, Phase.QUIT);
    private static final Set<Phase> WITHOUT_REPLY = EnumSet.of(Phase.BODY, Phase.TLS_HANDSHAKE);
    private static final int DRIP_OCTETS = 8;
    private static final Duration DRIP_INTERVAL = Duration.ofMillis(1);

    StandardFaults() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getElement(), SmtpFaultMatrix.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        SmtpFaultMatrix matrix = AnnotationSupport.findAnnotation(context.getElement(), SmtpFaultMatrix.class)
                .orElseThrow();
        require(matrix.times() >= 1, "times must be 1 or more", context);
        require(matrix.silenceMillis() >= 1, "silenceMillis must be positive", context);
        require(matrix.withinMillis() >= 1, "withinMillis must be positive", context);
        Terms terms = new Terms(
                "@SmtpFaultMatrix",
                matrix.server(),
                matrix.times(),
                FaultInvocation.types(matrix.expected()),
                Duration.ofMillis(matrix.withinMillis()),
                matrix.connections() == Connections.CLOSED,
                (fault, inbox, mails, thrown) -> breach(matrix.delivery(), fault, mails, thrown));
        List<FaultCase> cases = cases(matrix, context);
        require(!cases.isEmpty(), "none of these faults makes sense at these phases: give other ones", context);
        return cases.stream().map(fault -> new FaultInvocation(fault, terms));
    }

    private static void require(boolean condition, String problem, ExtensionContext context) {
        if (!condition) {
            throw new ExtensionConfigurationException(
                    "@SmtpFaultMatrix on " + context.getRequiredTestMethod() + ": " + problem);
        }
    }

    private static List<FaultCase> cases(SmtpFaultMatrix matrix, ExtensionContext context) {
        Set<Phase> phases = matrix.phases().length == 0
                ? phases(InjectedInbox.declared(context, matrix.server()).map(DeclaredServers.Declaration::annotation))
                : EnumSet.copyOf(Arrays.asList(matrix.phases()));
        Duration silence = Duration.ofMillis(matrix.silenceMillis());
        return phases.stream()
                .flatMap(phase -> Arrays.stream(matrix.faults())
                        .distinct()
                        .flatMap(fault -> faultAt(phase, fault, silence).stream()))
                .toList();
    }

    private static Set<Phase> phases(Optional<WithSmtpServer> server) {
        Set<Phase> phases = EnumSet.copyOf(BASIC);
        TlsMode tls = server.map(WithSmtpServer::tls).orElse(TlsMode.NONE);
        if (tls != TlsMode.NONE) {
            phases.add(Phase.TLS_HANDSHAKE);
        }
        if (tls == TlsMode.STARTTLS || tls == TlsMode.REQUIRED) {
            phases.add(Phase.STARTTLS);
        }
        if (server.filter(annotation -> annotation.users().length > 0).isPresent()) {
            phases.add(Phase.AUTH);
        }
        return phases;
    }

    private static Optional<FaultCase> faultAt(Phase phase, Fault fault, Duration silence) {
        boolean replies = !WITHOUT_REPLY.contains(phase) && phase != Phase.IDLE;
        return switch (fault) {
            case TEMPORARY -> when(replies, () -> FaultCase.of(phase, "451", reply(451, "4.3.0", "Try again later")));
            case PERMANENT -> when(replies, () -> permanent(phase));
            case SHUTDOWN -> when(replies, () -> FaultCase.of(phase, "421", reply(Replies.SERVICE_UNAVAILABLE)));
            case CLOSE -> Optional.of(FaultCase.of(phase, "close", phase == Phase.BODY ? closeAfterBody(0) : close()));
            case RESET -> Optional.of(FaultCase.of(phase, "reset", phase == Phase.BODY ? resetAfterBody(0) : reset()));
            case CUT -> when(replies, () -> stored(phase, FaultCase.of(phase, "cut reply", cutAfter(2))));
            case SILENCE ->
                Optional.of(FaultCase.of(
                        phase, "silence", delay(silence), phase == Phase.BODY ? closeAfterBody(0) : close()));
            case DRIP -> when(replies, () -> FaultCase.of(phase, "dripping reply", drip(DRIP_OCTETS, DRIP_INTERVAL)));
            case GARBAGE ->
                when(
                        phase != Phase.BODY,
                        () -> stored(phase, FaultCase.of(phase, "garbage", raw("garbage\0\u00ff\r\n"), close())));
            case LOST_REPLY ->
                when(
                        phase == Phase.END_OF_DATA,
                        () -> stored(phase, FaultCase.of(phase, "lost reply", storeAndClose())));
        };
    }

    private static Optional<FaultCase> when(boolean condition, Supplier<FaultCase> fault) {
        return condition ? Optional.of(fault.get()) : Optional.empty();
    }

    private static FaultCase permanent(Phase phase) {
        FaultCase refusal = FaultCase.of(phase, "554", reply(554, "5.3.0", "Do not try again"));
        return phase == Phase.QUIT ? refusal : refusal.with(Trait.PERMANENT);
    }

    /** At the end of the data, what is no refusal means that the mail is stored. */
    private static FaultCase stored(Phase phase, FaultCase fault) {
        return phase == Phase.END_OF_DATA ? fault.with(Trait.LOST_REPLY) : fault;
    }

    private static @Nullable String breach(
            Delivery delivery, FaultCase fault, List<CapturedMail> mails, @Nullable Throwable thrown) {
        if (delivery == Delivery.UNCHECKED) {
            return null;
        }
        if (thrown == null && mails.isEmpty()) {
            return "the mail is lost: the test returned as if it had been sent";
        }
        if (delivery == Delivery.NOT_LOST) {
            return null;
        }
        long different = fault.losesReply() ? distinct(mails) : mails.size();
        if (different > 1) {
            return mails.size() + " mails have arrived in place of one"
                    + (fault.losesReply() ? ": a second try needs the Message-ID of the first" : "");
        }
        return delivery == Delivery.EXACTLY_ONCE_IN_THE_END && thrown != null && !fault.isPermanent()
                ? "the client gave up: " + thrown
                : null;
    }

    private static long distinct(List<CapturedMail> mails) {
        long unnamed = mails.stream()
                .filter(mail -> mail.header("Message-ID").isEmpty())
                .count();
        return unnamed
                + mails.stream()
                        .flatMap(mail -> mail.header("Message-ID").stream())
                        .distinct()
                        .count();
    }
}
