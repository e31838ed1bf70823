package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.TlsInfo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The facts of the session.
 *
 * @param facts names and values
 * @param extensions the service extensions that the client used, sorted
 * @param inClear the commands that gave a password or a token away
 * @param failures what was refused or broken off
 */
record SessionView(List<Fact> facts, List<String> extensions, List<String> inClear, Cut<List<String>> failures) {

    private static final int MAX_FAILURES = 50;
    private static final int MAX_LINE = 500;

    /** Which extension defines a parameter of MAIL or RCPT. */
    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("SIZE", "SIZE"),
            Map.entry("BODY", "8BITMIME"),
            Map.entry("SMTPUTF8", "SMTPUTF8"),
            Map.entry("RET", "DSN"),
            Map.entry("ENVID", "DSN"),
            Map.entry("NOTIFY", "DSN"),
            Map.entry("ORCPT", "DSN"),
            Map.entry("AUTH", "AUTH"),
            Map.entry("REQUIRETLS", "REQUIRETLS"),
            Map.entry("BY", "DELIVERBY"),
            Map.entry("MT-PRIORITY", "MT-PRIORITY"),
            Map.entry("HOLDFOR", "FUTURERELEASE"),
            Map.entry("HOLDUNTIL", "FUTURERELEASE"));

    static SessionView of(SessionRecord session, Optional<Envelope> envelope) {
        SessionInfo info = session.info();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Opened", Words.exactTime(info.openedAt())));
        facts.add(new Fact("Ended", ending(session)));
        facts.add(new Fact("Client", address(info.remoteAddress())));
        info.remoteName().ifPresent(name -> facts.add(new Fact("Client's host name", name)));
        info.proxyAddress().ifPresent(proxy -> facts.add(new Fact("Proxy", address(proxy))));
        facts.add(new Fact("Server", address(info.localAddress())));
        facts.add(new Fact("Client's greeting", greeting(info)));
        facts.add(new Fact("TLS", info.tls().map(SessionView::tls).orElse("not used: all was sent in clear text")));
        facts.add(new Fact(
                "AUTH",
                info.authentication()
                        .map(auth -> auth.user() + " by " + auth.mechanism()
                                + (auth.actingAs().equals(auth.user()) ? "" : ", acting as " + auth.actingAs()))
                        .orElse("not used: the client is anonymous")));
        facts.add(new Fact("Mails accepted", Words.number(session.mailCount())));
        facts.add(new Fact("Commands", Words.number(session.commandCount())));
        List<String> failures = session.failedAttempts().stream()
                .map(FailedAttempt::toString)
                .map(failure -> Cut.line(failure, MAX_LINE))
                .toList();
        return new SessionView(
                facts.stream()
                        .map(fact -> new Fact(fact.name(), Cut.line(fact.value(), MAX_LINE)))
                        .toList(),
                List.copyOf(extensions(session, envelope)),
                session.credentialsInClear(),
                Cut.list(failures, MAX_FAILURES, "failures"));
    }

    private static String ending(SessionRecord session) {
        return session.ending()
                .map(ending -> switch (ending) {
                    case QUIT -> "by QUIT";
                    case CLIENT_GONE -> "the client closed the connection, or it broke";
                    case TIMED_OUT -> "the client was silent for too long";
                    case REFUSED -> "the server refused to go on";
                    case FAULT -> "the server broke it off, by a fault rule";
                    case TLS_FAILED -> "the TLS handshake failed";
                    case STOPPED -> "the server was stopped";
                })
                .orElse("not yet, when this page was written");
    }

    private static String address(InetSocketAddress address) {
        String host = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return host.contains(":") ? "[" + host + "]:" + address.getPort() : host + ":" + address.getPort();
    }

    private static String greeting(SessionInfo info) {
        return info.heloName()
                .map(name -> (info.isExtended() ? "EHLO " : "HELO ") + name)
                .orElse("none");
    }

    private static String tls(TlsInfo tls) {
        return tls.protocol() + ", " + tls.cipherSuite()
                + (tls.serverName() == null ? "" : ", server name " + tls.serverName())
                + (tls.clientCertificates().isEmpty() ? "" : ", with a client certificate");
    }

    private static Set<String> extensions(SessionRecord session, Optional<Envelope> envelope) {
        Set<String> used = new TreeSet<>();
        List<String> commands = session.commands();
        if (session.usedPipelining()) {
            used.add("PIPELINING");
        }
        if (commands.contains("STARTTLS")) {
            used.add("STARTTLS");
        }
        if (commands.contains("AUTH")) {
            used.add("AUTH");
        }
        if (commands.contains("BDAT")) {
            used.add("CHUNKING");
        }
        envelope.stream()
                .flatMap(known -> Stream.concat(
                        Stream.of(known.parameters()),
                        known.recipients().stream().map(Envelope.Recipient::parameters)))
                .map(EsmtpParameters::list)
                .flatMap(List::stream)
                .map(SessionView::extension)
                .flatMap(Optional::stream)
                .forEach(used::add);
        return used;
    }

    private static Optional<String> extension(EsmtpParameters.Parameter parameter) {
        return "BINARYMIME".equalsIgnoreCase(parameter.value())
                ? Optional.of("BINARYMIME")
                : Optional.ofNullable(EXTENSIONS.get(parameter.keyword()));
    }
}
