package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.smtpjunit.smtp.AddressPattern;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.AddressRange;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Who may send where, asked over a real socket. */
class RelayPolicyTests {

    private static final String OK = "250 2.1.5 Recipient OK";
    private static final String DENIED = "550 5.7.1 Relaying denied";
    private static final String REFUSED = "550 5.7.1 Refused by policy";

    private static final String STRANGER = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 25\r\n";
    private static final String STRANGER_IPV6 = "PROXY TCP6 2001:db8::1 2001:db8::2 56324 25\r\n";
    private static final String FRIEND = "PROXY TCP4 10.9.8.7 198.51.100.2 56324 25\r\n";
    private static final String LOCAL = "PROXY TCP4 127.0.0.9 198.51.100.2 56324 25\r\n";
    private static final String LOCAL_IPV6 = "PROXY TCP6 ::1 ::1 56324 25\r\n";

    private static final String AUTH = "AUTH PLAIN AGFkYQBsb3ZlbGFjZQ=="; // ada, lovelace
    private static final String BAD_AUTH = "AUTH PLAIN AGFkYQB3cm9uZw==";

    private static final RelayPolicy OPEN_FOR_FRIENDS = new RelayPolicy(
            List.of(AddressRange.parse("10.0.0.0/8")),
            List.of(
                    DomainPattern.parse("example.org"),
                    DomainPattern.parse(".example.net"),
                    DomainPattern.parse("b\u00fccher.example")),
            List.of(),
            List.of());

    private static Stream<DynamicTest> table(RelayPolicy policy, String client, String... rows) {
        return tableAfter("NOOP", policy, client, rows);
    }

    /** Sends each {@code RCPT} path in a session of its own, and compares the reply. */
    private static Stream<DynamicTest> tableAfter(String before, RelayPolicy policy, String client, String... rows) {
        return Stream.of(rows).map(row -> {
            String[] cells = row.split(" +-> +", -1);
            String line = "RCPT TO:" + cells[0];
            return dynamicTest(line + " of " + client.strip() + ", " + before, () -> {
                String expected =
                        Map.of("ok", OK, "denied", DENIED, "refused", REFUSED).getOrDefault(cells[1], cells[1]);
                assertThat(reply(policy, client, before, line)).isEqualTo(expected);
            });
        });
    }

    private static String reply(RelayPolicy policy, String preamble, String before, String line) throws IOException {
        try (SmtpServer server = SmtpServer.builder()
                        .hostname("relay.example.com")
                        .policy(policy)
                        .proxyProtocol(AddressRange.parse("127.0.0.0/8"))
                        .authenticator(SaslAuthenticator.users(Map.of("ada", "lovelace")))
                        .allowAuthWithoutTls()
                        .start();
                TestClient client = new TestClient(server, preamble)) {
            client.say("EHLO client.example");
            client.say(before);
            assertThat(client.say("MAIL FROM:<ada@example.org> SMTPUTF8")).startsWith("250 ");
            return client.say(line);
        }
    }

    @TestFactory
    Stream<DynamicTest> onlyLoopbackClientsMaySendByDefault() {
        String anywhere = "<bob@elsewhere.example> -> ";
        return Stream.of(
                        table(RelayPolicy.DEFAULT, LOCAL, anywhere + "ok"),
                        table(RelayPolicy.DEFAULT, LOCAL_IPV6, anywhere + "ok"),
                        table(
                                RelayPolicy.DEFAULT,
                                STRANGER,
                                anywhere + "denied",
                                "<bob@relay.example.com> -> denied",
                                "<Postmaster> -> denied"),
                        table(RelayPolicy.DEFAULT, STRANGER_IPV6, anywhere + "denied"),
                        table(RelayPolicy.DEFAULT, FRIEND, anywhere + "denied"))
                .flatMap(rows -> rows);
    }

    @TestFactory
    Stream<DynamicTest> networksAreTrustedAsTold() {
        String anywhere = "<bob@elsewhere.example> -> ";
        RelayPolicy noClient = new RelayPolicy(List.of(), List.of(), List.of(), List.of());
        return Stream.of(
                        table(OPEN_FOR_FRIENDS, FRIEND, anywhere + "ok", "<bob%victim.example@example.org> -> ok"),
                        table(OPEN_FOR_FRIENDS, LOCAL, anywhere + "denied"),
                        table(noClient, LOCAL, anywhere + "denied"))
                .flatMap(rows -> rows);
    }

    @TestFactory
    Stream<DynamicTest> whoHasProvedWhoTheyAreMaySendAnywhere() {
        return Stream.concat(
                tableAfter(AUTH, OPEN_FOR_FRIENDS, STRANGER, "<bob@elsewhere.example> -> ok"),
                tableAfter(BAD_AUTH, OPEN_FOR_FRIENDS, STRANGER, "<bob@elsewhere.example> -> denied"));
    }

    @TestFactory
    Stream<DynamicTest> strangersMaySendToRelayDomains() {
        return table(
                OPEN_FOR_FRIENDS,
                STRANGER,
                "<bob@example.org> -> ok",
                "<bob@EXAMPLE.Org> -> ok",
                "<bob+tag@example.org> -> ok",
                "<\"bob b\"@example.org> -> ok",
                "<bob@sub.example.net> -> ok",
                "<bob@deep.sub.example.net> -> ok",
                "<bob@B\u00dcCHER.example> -> ok",
                "<bob@xn--bcher-kva.example> -> ok",
                "<bob@example.net> -> denied",
                "<bob@sub.example.org> -> denied",
                "<bob@badexample.org> -> denied",
                "<bob@example.org.victim.example> -> denied");
    }

    @TestFactory
    Stream<DynamicTest> theClassicalProbesAreRefused() {
        return table(
                OPEN_FOR_FRIENDS,
                STRANGER,
                "<victim@victim.example> -> denied",
                "<victim@relay.example.com> -> denied",
                "<victim%victim.example@example.org> -> denied",
                "<victim%victim.example@relay.example.com> -> denied",
                "<victim%victim.example@[127.0.0.1]> -> denied",
                "<victim%victim.example@[198.51.100.2]> -> denied",
                "<\"victim%victim.example\"@example.org> -> denied",
                "<\"victim\\%victim.example\"@example.org> -> denied",
                "<\"victim@victim.example\"@example.org> -> denied",
                "<\"victim@victim.example\"@relay.example.com> -> denied",
                "<\"victim\\@victim.example\"@example.org> -> denied",
                "<\"victim@victim.example\"@[198.51.100.2]> -> denied",
                "<@example.org:victim@victim.example> -> denied",
                "<@relay.example.com:victim@victim.example> -> denied",
                "<@[198.51.100.2]:victim@victim.example> -> denied",
                "<@example.org,@relay.example.com:victim@victim.example> -> denied",
                "<@example.org:victim%victim.example@example.org> -> denied",
                "<victim.example!victim@example.org> -> denied",
                "<victim.example!victim@relay.example.com> -> denied",
                "<victim.example!victim@[198.51.100.2]> -> denied",
                "<\"victim.example!victim\"@example.org> -> denied",
                "<victim@[198.51.100.2]> -> denied",
                "<victim@[127.0.0.1]> -> denied",
                "<victim@[IPv6:::1]> -> denied",
                "<victim@localhost> -> denied",
                "<victim@victim.example@example.org> -> 501 5.1.3 Bad address: character not allowed in a domain",
                "<victim%victim.example> -> 501 5.1.3 Bad address: missing @ and domain",
                "<victim.example!victim> -> 501 5.1.3 Bad address: missing @ and domain",
                "<\"victim@victim.example\"> -> 501 5.1.3 Bad address: missing @ and domain");
    }

    @TestFactory
    Stream<DynamicTest> recipientsAreDeniedBeforeTheyAreAllowed() {
        RelayPolicy policy = new RelayPolicy(
                List.of(AddressRange.parse("10.0.0.0/8")),
                List.of(DomainPattern.parse("example.org")),
                Stream.of("ceo@example.org", "*-noreply@*", "@b\u00fccher.example", "*@*.d\u00f6ner.example")
                        .map(AddressPattern::parse)
                        .toList(),
                Stream.of("@example.org", "test-??@example.com", "*@*.example.net", "postmaster@xn--bcher-kva.example")
                        .map(AddressPattern::parse)
                        .toList());
        return Stream.of(
                        table(
                                policy,
                                FRIEND,
                                "<bob@example.org> -> ok",
                                "<ceo@example.org> -> refused",
                                "<CEO@Example.ORG> -> refused",
                                "<\"ceo\"@example.org> -> refused",
                                "<\"c\\eo\"@example.org> -> refused",
                                "<@example.org:ceo@example.org> -> refused",
                                "<x-noreply@example.org> -> refused",
                                "<\"x-no\\reply\"@example.org> -> refused",
                                "<\"test-01\"@EXAMPLE.com> -> ok",
                                "<bob@a.xn--dner-5qa.example> -> refused",
                                "<test-01@example.com> -> ok",
                                "<test-1@example.com> -> refused",
                                "<bob@a.example.net> -> ok",
                                "<bob@example.net> -> refused",
                                "<postmaster@b\u00fccher.example> -> refused",
                                "<postmaster@XN--bcher-KVA.example> -> refused",
                                "<bob@elsewhere.example> -> refused"),
                        table(
                                policy,
                                STRANGER,
                                "<bob@example.org> -> ok",
                                "<ceo@example.org> -> refused",
                                "<test-01@example.com> -> denied"))
                .flatMap(rows -> rows);
    }

    @TestFactory
    Stream<DynamicTest> anotherDomainIsNoWayToADeniedOne() {
        String[] rows = {
            "<x@elsewhere.test> -> ok",
            "<x@evil.test> -> refused",
            "<x%evil.test@elsewhere.test> -> refused",
            "<\"x\\%evil.test\"@elsewhere.test> -> refused",
            "<evil.test!x@elsewhere.test> -> refused",
            "<elsewhere.test!evil.test!x@elsewhere.test> -> refused",
            "<\"x@evil.test\"@elsewhere.test> -> refused",
            "<@elsewhere.test:x@evil.test> -> refused",
        };
        RelayPolicy policy = new RelayPolicy(
                List.of(AddressRange.parse("10.0.0.0/8")),
                List.of(),
                List.of(AddressPattern.parse("*@evil.test")),
                List.of());
        return Stream.concat(table(policy, FRIEND, rows), tableAfter(AUTH, policy, STRANGER, rows));
    }

    @TestFactory
    Stream<DynamicTest> anAllowedDomainIsNoWayToAnother() {
        String[] rows = {
            "<x@ok.test> -> ok",
            "<x+tag@ok.test> -> ok",
            "<\"x y\"@ok.test> -> ok",
            "<x%evil.test@ok.test> -> refused",
            "<\"x%evil.test\"@ok.test> -> refused",
            "<\"x\\%evil.test\"@ok.test> -> refused",
            "<evil.test!x@ok.test> -> refused",
            "<\"evil.test!x\"@ok.test> -> refused",
            "<\"x@evil.test\"@ok.test> -> refused",
            "<\"x\\@evil.test\"@ok.test> -> refused",
            "<@ok.test:x@evil.test> -> refused",
            "<@evil.test,@ok.test:x@evil.test> -> refused",
            "<@evil.test:x%evil.test@ok.test> -> refused",
            "<@evil.test:x@ok.test> -> ok", // and goes to x@ok.test only
            "<x@evil.test> -> refused",
        };
        RelayPolicy policy = new RelayPolicy(
                List.of(AddressRange.parse("10.0.0.0/8")),
                List.of(),
                List.of(),
                List.of(AddressPattern.parse("*@ok.test")));
        return Stream.concat(table(policy, FRIEND, rows), tableAfter(AUTH, policy, STRANGER, rows));
    }
}
