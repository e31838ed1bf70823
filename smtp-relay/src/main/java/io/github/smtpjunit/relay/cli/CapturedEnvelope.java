package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.TlsInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** What stands beside a captured mail: its envelope and the facts of its session, as JSON. */
final class CapturedEnvelope {

    private CapturedEnvelope() {}

    static String json(ReceivedMail mail) {
        Envelope envelope = mail.envelope();
        SessionInfo session = mail.session();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", envelope.from());
        json.put("to", envelope.to());
        json.put("helo", session.heloName().orElse(""));
        json.put("tls", session.tls().isPresent());
        json.put("tlsProtocol", session.tls().map(TlsInfo::protocol).orElse(null));
        json.put("user", session.authentication().map(AuthInfo::user).orElse(null));
        json.put("mailParams", parameters(envelope.parameters()));
        json.put(
                "rcptParams",
                envelope.recipients().stream()
                        .map(recipient -> parameters(recipient.parameters()))
                        .toList());
        json.put("remote", HostPort.of(session.remoteAddress()).toString());
        json.put("receivedAt", mail.receivedAt().toString());
        return Json.of(json);
    }

    private static Map<String, Object> parameters(EsmtpParameters parameters) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters.list()) {
            String value = parameter.value();
            values.put(parameter.keyword(), value == null ? (Object) true : value);
        }
        return values;
    }
}
