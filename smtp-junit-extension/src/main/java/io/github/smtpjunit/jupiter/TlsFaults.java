package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.delay;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultAction.reply;
import static io.github.smtpjunit.smtp.server.FaultAction.reset;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.FaultInvocation.Terms;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.EhloFault;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.TlsFault;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** The extension behind {@link TlsFaultMatrix}; it has no state. */
final class TlsFaults implements TestTemplateInvocationContextProvider {

    private static final Set<ServerCertificate> BAD = EnumSet.complementOf(
            EnumSet.of(ServerCertificate.GOOD, ServerCertificate.IP_ONLY)); // the host is an address
    private static final int HANDSHAKE_FAILURE = 40; // RFC 8446 section 6.2

    TlsFaults() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getElement(), TlsFaultMatrix.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        TlsFaultMatrix matrix = AnnotationSupport.findAnnotation(context.getElement(), TlsFaultMatrix.class)
                .orElseThrow();
        require(matrix.silenceMillis() >= 1, "silenceMillis must be positive", context);
        require(matrix.withinMillis() >= 1, "withinMillis must be positive", context);
        WithSmtpServer server = InjectedInbox.declared(context, matrix.server())
                .map(DeclaredServers.Declaration::annotation)
                .filter(annotation -> annotation.tls() != TlsMode.NONE)
                .orElseThrow(() ->
                        new ExtensionConfigurationException("@TlsFaultMatrix on " + context.getRequiredTestMethod()
                                + " needs a server with TLS: declare @WithSmtpServer(tls = STARTTLS), or"
                                + " another mode"));
        Terms terms = new Terms(
                "@TlsFaultMatrix",
                matrix.server(),
                Integer.MAX_VALUE,
                FaultInvocation.types(matrix.expected()),
                Duration.ofMillis(matrix.withinMillis()),
                true,
                TlsFaults::breach);
        return cases(server, Duration.ofMillis(matrix.silenceMillis())).stream()
                .map(fault -> new FaultInvocation(fault, terms));
    }

    private static void require(boolean condition, String problem, ExtensionContext context) {
        if (!condition) {
            throw new ExtensionConfigurationException(
                    "@TlsFaultMatrix on " + context.getRequiredTestMethod() + ": " + problem);
        }
    }

    private static List<FaultCase> cases(WithSmtpServer server, Duration silence) {
        List<FaultCase> cases = new ArrayList<>();
        if (server.tls() != TlsMode.IMPLICIT) {
            cases.add(FaultCase.of(Phase.EHLO, "STARTTLS taken out", strip(server)));
            cases.add(FaultCase.of(Phase.STARTTLS, "454", reply(Replies.TLS_UNAVAILABLE)));
        }
        cases.add(handshake("close", close()));
        cases.add(handshake("reset", reset()));
        cases.add(handshake("silence", delay(silence), close()));
        cases.add(handshake("garbage", raw("garbage\0\u00ff\r\n")));
        cases.add(handshake("clear text", raw("500 5.5.2 Command not recognized\r\n")));
        cases.add(handshake("alert", TlsFault.alert(HANDSHAKE_FAILURE)));
        cases.add(handshake("old protocols only", TlsFault.onlyProtocols("TLSv1", "TLSv1.1")));
        for (ServerCertificate bad : BAD) {
            String name = bad.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            cases.add(handshake(
                    "certificate: " + name,
                    TlsFault.present(CertificateKit.shared().serverContext(bad))));
        }
        return cases;
    }

    private static FaultAction[] strip(WithSmtpServer server) {
        FaultAction strip = EhloFault.hide("STARTTLS");
        return server.users().length == 0
                ? new FaultAction[] {strip}
                : new FaultAction[] {strip, EhloFault.say("AUTH", "AUTH PLAIN LOGIN")};
    }

    private static FaultCase handshake(String name, FaultAction... actions) {
        return FaultCase.of(Phase.TLS_HANDSHAKE, name, actions);
    }

    private static @Nullable String breach(
            FaultCase fault, Inbox inbox, List<CapturedMail> mails, @Nullable Throwable thrown) {
        List<String> inClear = inbox.sessions().stream()
                .flatMap(session -> session.mailInClear().stream())
                .toList();
        if (!inClear.isEmpty()) {
            return "the client went on in clear text:\n  " + String.join("\n  ", inClear);
        }
        if (!mails.isEmpty()) {
            return "the client sent the mail to a server that it must not trust";
        }
        return thrown == null ? "the mail is lost: the test returned as if it had been sent" : null;
    }
}
