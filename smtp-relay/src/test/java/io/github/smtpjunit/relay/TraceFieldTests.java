package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Received field of mails that came in over a real socket. */
class TraceFieldTests {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05Z");
    private static final String PROXY = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 25\r\n";

    private final List<String> fields = new CopyOnWriteArrayList<>();

    private SmtpServerBuilder builder() {
        return SmtpServer.builder()
                .hostname("relay.example.org")
                .authenticator(SaslAuthenticator.acceptAny())
                .allowAuthWithoutTls()
                .handler(mail -> {
                    byte[] field =
                            TraceField.octets(mail.session(), mail.envelope(), "relay.example.org", "M123", TIME);
                    fields.add(new String(field, StandardCharsets.UTF_8));
                    return Replies.MAIL_ACCEPTED;
                });
    }

    private SmtpServerBuilder proxied() {
        return builder().proxyProtocol(AddressRange.parse("127.0.0.0/8")).xclient(AddressRange.parse("192.0.2.0/24"));
    }

    /** Sends one mail after some lines, and returns the field that it got. */
    private String field(SmtpServerBuilder builder, SocketFactory sockets, String preamble, String... lines)
            throws IOException {
        try (SmtpServer server = builder.start();
                TestClient client = new TestClient(server, sockets, preamble)) {
            for (String line : lines) {
                assertThat(client.say(line)).as(line).startsWith("2");
            }
            assertThat(client.say("DATA")).startsWith("354");
            assertThat(client.say("Subject: x\r\n\r\n.")).startsWith("250");
        }
        String field = fields.get(fields.size() - 1);
        assertThat(field).endsWith("\r\n");
        // each line but the first is a continuation that is not empty
        assertThat(field.replace("\r\n\t", "").replaceFirst("\r\n$", "")).doesNotContain("\r", "\n");
        assertThat(field.replace("\r\n\t", "\n")).doesNotContain("\n\n", "\n ");
        return field;
    }

    private String field(SmtpServerBuilder builder, String preamble, String... lines) throws IOException {
        return field(builder, SocketFactory.getDefault(), preamble, lines);
    }

    private static String lines(String... lines) {
        return String.join("\r\n\t", lines) + "\r\n";
    }

    @Test
    void tellsWhoSentAMailToWhomAndWhen() throws IOException {
        assertThat(field(
                        builder(),
                        "",
                        "EHLO client.example.org",
                        "MAIL FROM:<ada@example.org>",
                        "RCPT TO:<bob@example.org>"))
                .isEqualTo(lines(
                        "Received: from client.example.org ([127.0.0.1])",
                        "by relay.example.org with ESMTP",
                        "id M123 for <bob@example.org>;",
                        "Fri, 2 Jan 2026 03:04:05 +0000"));
    }

    @Test
    void doesNotTellOneRecipientOfTheOthers() throws IOException {
        assertThat(field(
                        builder(),
                        "",
                        "HELO [192.0.2.55]",
                        "MAIL FROM:<>",
                        "RCPT TO:<bob@example.org>",
                        "RCPT TO:<eve@example.org>"))
                .isEqualTo(lines(
                        "Received: from [192.0.2.55] ([127.0.0.1])",
                        "by relay.example.org with SMTP",
                        "id M123;",
                        "Fri, 2 Jan 2026 03:04:05 +0000"));
    }

    @Test
    void tellsOfTlsAndAuthentication() throws IOException {
        CertificateKit kit = CertificateKit.shared();
        String field = field(
                builder().tls(kit.serverContext()).implicitTls(),
                kit.clientContext().getSocketFactory(),
                "",
                "EHLO client.example.org",
                "AUTH PLAIN AGFkYQBsb3ZlbGFjZQ==",
                "MAIL FROM:<ada@example.org>",
                "RCPT TO:<bob@example.org>");

        assertThat(field)
                .containsPattern("\tby relay.example.org with ESMTPSA \\(TLSv1\\.3 TLS_[A-Z0-9_]+\\)\r\n\tid M123")
                .doesNotContain("ada");
    }

    @Test
    void tellsTheNameAndAddressThatAProxyKnows() throws IOException {
        assertThat(field(
                        proxied(),
                        PROXY,
                        "EHLO proxy.example.org",
                        "XCLIENT NAME=host.example.net ADDR=IPV6:2001:db8::1",
                        "EHLO client.example.net",
                        "MAIL FROM:<>",
                        "RCPT TO:<bob@example.org>"))
                .startsWith(
                        "Received: from client.example.net (host.example.net\r\n\t[IPv6:2001:db8:0:0:0:0:0:1])\r\n\tby ");
    }

    @Test
    void usesUtf8OnlyWhereItWasAskedFor() throws IOException {
        assertThat(field(
                        builder(),
                        "",
                        "EHLO b\u00fccher.example",
                        "MAIL FROM:<> SMTPUTF8",
                        "RCPT TO:<j\u00f8rn@b\u00fccher.example>"))
                .isEqualTo(lines(
                        "Received: from b\u00fccher.example ([127.0.0.1])",
                        "by relay.example.org with UTF8SMTP",
                        "id M123 for <j\u00f8rn@b\u00fccher.example>;",
                        "Fri, 2 Jan 2026 03:04:05 +0000"));
        assertThat(field(builder(), "", "EHLO b\u00fccher.example", "MAIL FROM:<>", "RCPT TO:<bob@example.org>"))
                .startsWith("Received: from [127.0.0.1] ([127.0.0.1]) (HELO b?x{FC}cher.example)\r\n\tby ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x)(y",
                "x(TLS)by(trusted.example);Mon,1Jan2024",
                "a\\",
                "[127.0.0.1",
                "[x400:foo]",
                "evil;id",
                "\"quoted\"",
                "\u202eexample.org",
                "x\u2066Subject:injected",
            })
    void aHostileNameStaysWithinAComment(String name) throws IOException {
        String field = field(builder(), "", "EHLO " + name, "MAIL FROM:<> SMTPUTF8", "RCPT TO:<bob@example.org>");

        assertThat(field.replace("\r\n\t", " "))
                .matches("Received: from \\[127\\.0\\.0\\.1] \\(\\[127\\.0\\.0\\.1]\\) \\(HELO [ -'*-\\[\\]-~]+\\)"
                        + " by relay\\.example\\.org with UTF8SMTP id M123 for <bob@example\\.org>;"
                        + " Fri, 2 Jan 2026 03:04:05 \\+0000\r\n");
    }

    @Test
    void foldsLongNamesAndKeepsOtherLinesShort() throws IOException {
        String name = "a234567890.".repeat(20) + "example";
        String field = field(builder(), "", "EHLO " + name, "MAIL FROM:<>", "RCPT TO:<\"b  c\"@example.org>");

        assertThat(field).startsWith("Received: from\r\n\t" + name + "\r\n\t([127.0.0.1])\r\n\tby ");
        assertThat(field).contains("for <\"b  c\"@example.org>;");
        assertThat(field.lines().filter(line -> !line.contains(name))).allMatch(line -> line.length() <= 78);
    }

    @Test
    void tellsLessOfAMailFromThisVeryProgram() {
        assertThat(new String(TraceField.octets("relay.example.org", "M123", TIME), StandardCharsets.UTF_8))
                .isEqualTo(lines("Received: by relay.example.org id M123;", "Fri, 2 Jan 2026 03:04:05 +0000"));
    }
}
