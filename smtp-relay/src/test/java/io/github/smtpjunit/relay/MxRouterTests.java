package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.smtp.Mailbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of RFC 5321 section 5.1, against a name server of the test's own. */
class MxRouterTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(200); // where no answer comes, however fast the machine
    private static final OwnHost RELAY = OwnHost.of(
            List.of("relay.example.net", "Alias.Example.NET"),
            List.of(
                    new InetSocketAddress("192.0.2.99", 25),
                    new InetSocketAddress(HostPort.address("127.0.0.1").orElseThrow(), 2525),
                    new InetSocketAddress(HostPort.address("::1").orElseThrow(), 2525)));

    private final TestDns dns = new TestDns();

    @AfterEach
    void close() throws IOException {
        dns.close();
    }

    private MxRouter router() {
        return router(PATIENCE, dns);
    }

    private static MxRouter router(Duration patience, TestDns... servers) {
        return new MxRouter(
                List.of(servers).stream().map(TestDns::address).toList(), patience, RELAY, 2525, new Random(7));
    }

    /** Finds the way to an address, and writes it down in short. */
    private static String way(Router router, String address) {
        Route route = router.route(router.destination(Mailbox.parse(address)));
        return route instanceof Route.Hosts hosts
                ? hosts.targets().stream().map(Route.Target::toString).collect(Collectors.joining(" "))
                : ((Route.None) route).reason().toString();
    }

    private String way(String address) {
        return way(router(), address);
    }

    @Test
    void goesToTheHostsInTheOrderOfTheirPreference() {
        dns.zone("""
            example.org. 60 IN MX 30 c.example.org.
            example.org. 60 IN MX 5 a.example.org.
            example.org. 60 IN MX 10 B.example.org.
            a.example.org. 60 IN A 192.0.2.1
            b.example.org. 60 IN A 192.0.2.2
            c.example.org. 60 IN A 192.0.2.3
            """);

        assertThat(way("ada@Example.ORG"))
                .isEqualTo("a.example.org[192.0.2.1]:2525 b.example.org[192.0.2.2]:2525 c.example.org[192.0.2.3]:2525");
    }

    @Test
    void goesToAllAddressesOfAHostThoseOfIpv4First() {
        dns.zone("""
            example.org. 60 IN MX 5 a.example.org.
            example.org. 60 IN MX 10 b.example.org.
            a.example.org. 60 IN AAAA 2001:db8::1
            a.example.org. 60 IN A 192.0.2.1
            a.example.org. 60 IN A 192.0.2.2
            b.example.org. 60 IN AAAA 2001:db8::2
            """);

        assertThat(way("ada@example.org"))
                .isEqualTo("a.example.org[192.0.2.1]:2525 a.example.org[192.0.2.2]:2525"
                        + " a.example.org[2001:db8:0:0:0:0:0:1]:2525 b.example.org[2001:db8:0:0:0:0:0:2]:2525");
    }

    @Test
    void shufflesHostsOfEqualPreferenceAndOnlyThose() {
        dns.zone("""
            example.org. 3600 IN MX 5 a.example.org.
            example.org. 3600 IN MX 5 b.example.org.
            example.org. 3600 IN MX 9 c.example.org.
            a.example.org. 3600 IN A 192.0.2.1
            b.example.org. 3600 IN A 192.0.2.2
            c.example.org. 3600 IN A 192.0.2.3
            """);
        MxRouter router = router();
        Set<String> ways = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            ways.add(way(router, "ada@example.org").replaceAll("[^ ]*\\[|]:2525", ""));
        }

        assertThat(ways).containsExactlyInAnyOrder("192.0.2.1 192.0.2.2 192.0.2.3", "192.0.2.2 192.0.2.1 192.0.2.3");
    }

    @Test
    void isBoundedInHostsAndAddresses() {
        dns.zone(IntStream.range(0, 30)
                .mapToObj(host -> "example.org. 60 IN MX " + host + " h" + host + ".example.org.\n"
                        + IntStream.range(1, 9)
                                .mapToObj(i -> "h" + host + ".example.org. 60 IN A 10.1." + host + "." + i + "\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining()));

        assertThat(way("ada@example.org").split(" ", -1))
                .hasSize(10)
                .filteredOn(target -> target.startsWith("h1."))
                .hasSize(5);
        assertThat(dns.questions())
                .filteredOn(question -> !question.endsWith(" MX"))
                .hasSize(2 * 10);
    }

    @Test
    void takesADomainWithoutMxForItsOwnMailHost() {
        dns.zone("example.org. 60 IN A 192.0.2.1\nexample.org. 60 IN AAAA 2001:db8::1\n");

        assertThat(way("ada@example.org"))
                .isEqualTo("example.org[192.0.2.1]:2525 example.org[2001:db8:0:0:0:0:0:1]:2525");
    }

    @Test
    void doesNotFallBackToTheDomainWhenItsMailHostsHaveNoAddress() {
        dns.zone("""
            example.org. 60 IN MX 5 gone.example.org.
            example.org. 60 IN MX 5 text.example.org.
            example.org. 60 IN A 192.0.2.1
            text.example.org. 60 IN TXT "no address"
            """);

        assertThat(way("ada@example.org")).isEqualTo("550 5.4.4 Domain has no mail host with an address");
    }

    @Test
    void refusesADomainWithoutAnyHost() {
        dns.zone("example.org. 60 IN TXT \"nothing else\"");

        assertThat(way("ada@example.org")).isEqualTo("550 5.4.4 Domain has no mail host with an address");
    }

    @Test
    void obeysANullMx() {
        dns.zone("example.org. 60 IN MX 0 .\nexample.org. 60 IN A 192.0.2.1\n");

        assertThat(way("ada@example.org")).isEqualTo("556 5.1.10 Domain accepts no mail (null MX)");
        assertThat(dns.questions()).containsExactly("udp example.org. MX");
    }

    @Test
    void passesOverANullMxBesideOthers() {
        dns.zone("""
                example.org. 60 IN MX 0 .
                example.org. 60 IN MX 5 a.example.org.
                a.example.org. 60 IN A 192.0.2.1
                """);

        assertThat(way("ada@example.org")).isEqualTo("a.example.org[192.0.2.1]:2525");
    }

    @Test
    void refusesADomainThatDoesNotExist() {
        assertThat(way("ada@example.org")).isEqualTo("550 5.1.2 No such domain");
    }

    @Test
    void defersWhenDnsFailsAndDoesNotFallBackToTheDomain() {
        dns.zone("example.org. 60 IN A 192.0.2.1").failing("example.org. MX");

        assertThat(way("ada@example.org"))
                .isEqualTo(
                        "451 4.4.3 DNS failed: " + HostPort.of(dns.address()) + " answers SERVFAIL to MX example.org");
    }

    @Test
    void defersWhenDnsIsSilent() {
        dns.silent("example.org. MX");

        assertThat(way(router(SHORT, dns), "ada@example.org"))
                .startsWith("451 4.4.3 DNS failed: " + HostPort.of(dns.address()) + " d")
                .contains(" not answer MX example.org");
    }

    @Test
    void defersWhenNoDnsServerIsThere() throws IOException {
        TestDns gone = new TestDns();
        gone.close();

        assertThat(way(router(PATIENCE, gone), "ada@example.org"))
                .startsWith("451 4.4.3 DNS failed: " + HostPort.of(gone.address()) + " d")
                .contains(" not answer MX example.org");
    }

    @Test
    void defersWhenTheOnlyAddressIsNotKnownNow() {
        dns.zone("example.org. 60 IN MX 5 a.example.org.\nexample.org. 60 IN MX 5 gone.example.org.\n")
                .failing("a.example.org.");

        assertThat(way("ada@example.org"))
                .matches("451 4.4.3 DNS failed: \\S+:\\d+ answers SERVFAIL to (A|AAAA) a.example.org");
    }

    @Test
    void goesToTheAddressesThatAreKnownNow() {
        dns.zone("""
            example.org. 60 IN MX 5 a.example.org.
            example.org. 60 IN MX 9 b.example.org.
            b.example.org. 60 IN A 192.0.2.2
            """).failing("a.example.org.", "b.example.org. AAAA");

        assertThat(way("ada@example.org")).isEqualTo("b.example.org[192.0.2.2]:2525");
    }

    @Test
    void asksAgainOverTcpWhenAnAnswerIsCut() {
        dns.zone("example.org. 60 IN MX 5 a.example.org.\na.example.org. 60 IN A 192.0.2.1\n")
                .tcpOnly("example.org. MX");

        assertThat(way("ada@example.org")).isEqualTo("a.example.org[192.0.2.1]:2525");
        assertThat(dns.questions()).contains("udp example.org. MX", "tcp example.org. MX");
    }

    @Test
    void asksAnotherServerWhenOneIsSilent() throws IOException {
        dns.silent("example.org.", "a.example.org.");
        try (TestDns other = new TestDns()) {
            other.zone("example.org. 60 IN MX 5 a.example.org.\na.example.org. 60 IN A 192.0.2.1\n");

            assertThat(way(router(Duration.ofSeconds(8), dns, other), "ada@example.org"))
                    .isEqualTo("a.example.org[192.0.2.1]:2525");
        }
    }

    @Test
    void asksAnotherServerWhenOneFails() throws IOException {
        dns.failing("example.org.", "a.example.org.");
        try (TestDns other = new TestDns()) {
            other.zone("example.org. 60 IN MX 5 a.example.org.\na.example.org. 60 IN A 192.0.2.1\n");

            assertThat(way(router(PATIENCE, dns, other), "ada@example.org")).isEqualTo("a.example.org[192.0.2.1]:2525");
        }
    }

    @Test
    void remembersAnAnswerAsLongAsItMay() {
        dns.zone("""
            kept.example.org. 3600 IN MX 5 a.example.org.
            fresh.example.org. 0 IN MX 5 a.example.org.
            a.example.org. 3600 IN A 192.0.2.1
            """);
        MxRouter router = router();
        for (int i = 0; i < 3; i++) {
            assertThat(way(router, "ada@kept.example.org")).startsWith("a.");
            assertThat(way(router, "ada@fresh.example.org")).startsWith("a.");
        }

        assertThat(dns.questions()).containsOnlyOnce("udp kept.example.org. MX");
        assertThat(dns.questions())
                .filteredOn("udp fresh.example.org. MX"::equals)
                .hasSize(3);
    }

    @Test
    void doesNotRememberAFailure() {
        dns.failing("example.org. MX");
        MxRouter router = router();
        assertThat(way(router, "ada@example.org")).startsWith("451 ");
        int before = dns.questions().size();

        assertThat(way(router, "ada@example.org")).startsWith("451 ");
        assertThat(dns.questions()).hasSizeGreaterThan(before);
    }

    @Test
    void followsAliases() {
        dns.zone("""
            example.org. 60 IN CNAME example.com.
            example.com. 60 IN MX 5 mx.example.com.
            mx.example.com. 60 IN CNAME a.example.com.
            a.example.com. 60 IN A 192.0.2.1
            """);

        assertThat(way("ada@example.org")).isEqualTo("mx.example.com[192.0.2.1]:2525");
    }

    @Test
    void doesNotRunInCirclesOfAliases() {
        dns.zone("example.org. 60 IN CNAME example.com.\nexample.com. 60 IN CNAME example.org.\n");

        assertThat(way("ada@example.org")).isEqualTo("550 5.4.4 Domain has no mail host with an address");
    }

    @Test
    void doesNotFollowAliasesForEver() {
        dns.zone(IntStream.range(0, 25)
                .mapToObj(i -> "n" + i + ".example. 60 IN CNAME n" + (i + 1) + ".example.\n")
                .collect(Collectors.joining(
                        "", "", "n25.example. 60 IN MX 5 a.example.\na.example. 60 IN A 192.0.2.1\n")));

        assertThat(way("ada@n0.example")).isEqualTo("550 5.4.4 Domain has no mail host with an address");
        assertThat(way("ada@n20.example")).isEqualTo("a.example[192.0.2.1]:2525");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relay.example.net.",
                "ALIAS.example.net.",
                "localhost.",
                "mx.localhost.",
                "own.example.org.",
                "lo.example.org.",
                "any.example.org.",
                "mapped.example.org.",
                "lo6.example.org."
            })
    void dropsItselfAndAllHostsThatAreNoBetter(String self) {
        dns.zone("""
            example.org. 60 IN MX 5 a.example.org.
            example.org. 60 IN MX 10 %s
            example.org. 60 IN MX 10 b.example.org.
            example.org. 60 IN MX 20 c.example.org.
            a.example.org. 60 IN A 192.0.2.1
            b.example.org. 60 IN A 192.0.2.2
            c.example.org. 60 IN A 192.0.2.3
            own.example.org. 60 IN A 192.0.2.99
            lo.example.org. 60 IN A 127.0.0.1
            any.example.org. 60 IN A 0.0.0.0
            mapped.example.org. 60 IN AAAA ::ffff:127.0.0.1
            lo6.example.org. 60 IN AAAA ::1
            """.formatted(self));

        assertThat(way("ada@example.org")).isEqualTo("a.example.org[192.0.2.1]:2525");
    }

    @ParameterizedTest
    @ValueSource(strings = {"relay.example.net.", "own.example.org.", "lo.example.org."})
    void seesALoopWhereItIsTheBestHost(String self) {
        dns.zone("""
            example.org. 60 IN MX 10 %s
            example.org. 60 IN MX 10 b.example.org.
            b.example.org. 60 IN A 192.0.2.2
            own.example.org. 60 IN A 192.0.2.99
            lo.example.org. 60 IN A 127.0.0.1
            """.formatted(self));

        assertThat(way("ada@example.org")).isEqualTo("550 5.4.6 Mail loops back to this relay");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "relay.example.net",
                "localhost",
                "own.example.org",
                "[127.0.0.1]",
                "[192.0.2.99]",
                "[IPv6:::1]",
                "[IPv6:::ffff:127.0.0.1]",
                "[0.0.0.0]"
            })
    void seesALoopWhereItIsTheDestination(String domain) {
        dns.zone("""
                relay.example.net. 60 IN TXT "x"
                localhost. 60 IN A 127.0.0.1
                own.example.org. 60 IN A 192.0.2.99
                """);

        assertThat(way("ada@" + domain)).isEqualTo("550 5.4.6 Mail loops back to this relay");
    }

    @ParameterizedTest
    @CsvSource({
        "[192.0.2.7], 192.0.2.7[192.0.2.7]:2525",
        "[IPv6:2001:DB8::7], 2001:db8::7[2001:db8:0:0:0:0:0:7]:2525",
        "[x400:abc], 550 5.1.2 Not a domain or address to send to",
        "[010.0.0.1], 550 5.1.2 Not a domain or address to send to",
    })
    void takesAnAddressLiteralWithoutAskingDns(String literal, String way) {
        assertThat(way("ada@" + literal)).isEqualTo(way);
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void doesNotTakeTheNameOfAHostForItsAddress() {
        dns.zone("example.org. 60 IN MX 5 192.0.2.1.\n");

        assertThat(way("ada@example.org")).isEqualTo("550 5.4.4 Domain has no mail host with an address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@B\u00fccher.example", "ada@xn--BCHER-kva.example"})
    void asksForAnInternationalDomainByItsALabels(String address) {
        dns.zone("xn--bcher-kva.example. 60 IN MX 5 mx.example.\nmx.example. 60 IN A 192.0.2.1\n");

        assertThat(router().destination(Mailbox.parse(address))).isEqualTo("xn--bcher-kva.example");
        assertThat(way(address)).isEqualTo("mx.example[192.0.2.1]:2525");
    }

    @Test
    void doesNotSendToAnotherDomainThatIsAlikeInOldIdna() {
        dns.zone("strasse.example. 60 IN A 192.0.2.1");

        assertThat(way("ada@stra\u00dfe.example")).isEqualTo("550 5.1.2 Not a domain or address to send to");
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void refusesAPostmasterOfNowhere() {
        MxRouter router = router();

        assertThat(router.route(router.destination(new Mailbox("postmaster", ""))))
                .isEqualTo(new Route.None(RemoteReply.of(550, "5.1.2", "Not a domain or address to send to")));
    }

    @Test
    void knowsTheAddressesOfAllInterfacesWhenItListensOnAll() throws IOException {
        OwnHost all = OwnHost.of(List.of("relay.example.net"), List.of(new InetSocketAddress("0.0.0.0", 25)));

        assertThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
                .isNotEmpty()
                .allMatch(all::hasAddress);
        assertThat(all.hasAddress(InetAddress.getByName("192.0.2.1"))).isFalse();
    }

    @Test
    void asksTheServersOfTheOperatingSystemIfItIsToldNone() {
        MxRouter router = new MxRouter(List.of(), SHORT, RELAY, 25, new Random());

        // RFC 6761 section 6.4: for every answer, and without one, there is no such domain
        assertThat(way(router, "ada@no-such-host.invalid")).matches("(550 5\\.1\\.2|451 4\\.4\\.3) .*");
    }
}
