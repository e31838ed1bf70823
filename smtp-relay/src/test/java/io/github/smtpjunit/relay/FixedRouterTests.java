package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.smtp.Mailbox;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FixedRouterTests {

    private static FixedRouter router(List<String> ways, String smartHosts) {
        return router(ways, smartHosts, FixedRouter.NOWHERE);
    }

    private static FixedRouter router(List<String> ways, String smartHosts, Router fallback) {
        return new FixedRouter(
                ways.stream().map(FixedRouter.Way::parse).toList(),
                smartHosts.isEmpty() ? List.of() : FixedRouter.Way.hosts(smartHosts),
                fallback);
    }

    private static String way(Router router, Mailbox recipient) {
        Route route = router.route(router.destination(recipient));
        return route instanceof Route.Hosts hosts
                ? hosts.targets().stream().map(Route.Target::toString).collect(Collectors.joining(" "))
                : ((Route.None) route).reason().toString();
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, 192.0.2.1",
        "EXAMPLE.org, 192.0.2.1",
        "sub.example.org, 192.0.2.2",
        "deep.sub.example.org, 192.0.2.3",
        "deeper.deep.sub.example.org, 192.0.2.3",
        "xn--bcher-kva.example, 192.0.2.5",
        "b\u00fccher.example, 192.0.2.5",
        "[192.0.2.77], 192.0.2.6",
        "[192.0.2.077], 192.0.2.6",
        "[IPv6:2001:DB8::7], 192.0.2.7",
        "[IPv6:2001:db8:0:0:0:0:0:07], 192.0.2.7",
        "[ipv6:2001:db8::0.0.0.7], 192.0.2.7",
    })
    void goesByTheMostExactDomain(String domain, String address) {
        FixedRouter router = router(
                List.of(
                        ".example.org=192.0.2.2:25",
                        "*.sub.example.org=192.0.2.3:25",
                        "example.org=192.0.2.1:25",
                        "B\u00fccher.example=192.0.2.5:25",
                        "[192.0.2.77]=192.0.2.6:25",
                        "[IPv6:2001:db8::7]=192.0.2.7:25"),
                "");

        assertThat(way(router, Mailbox.parse("ada@" + domain))).isEqualTo(address + "[" + address + "]:25");
    }

    @ParameterizedTest
    @CsvSource({"badexample.org", "example.org.evil.example", "org"})
    void doesNotTakeAnotherDomainForOneBelow(String domain) {
        FixedRouter router = router(List.of("example.org=192.0.2.1:25", ".example.org=192.0.2.2:25"), "");

        assertThat(way(router, Mailbox.parse("ada@" + domain))).isEqualTo("550 5.4.4 No route to host");
    }

    @Test
    void triesSeveralHostsInOrder() {
        FixedRouter router = router(List.of("example.org=192.0.2.9:2525,[2001:db8::1]:26,192.0.2.1:25"), "");

        assertThat(way(router, Mailbox.parse("ada@example.org")))
                .isEqualTo("192.0.2.9[192.0.2.9]:2525 2001:db8::1[2001:db8:0:0:0:0:0:1]:26 192.0.2.1[192.0.2.1]:25");
    }

    @Test
    void givesAllElseToTheSmartHost() {
        FixedRouter router = router(List.of("example.org=192.0.2.1:25"), "[::1]:2525");

        assertThat(way(router, Mailbox.parse("ada@example.org"))).isEqualTo("192.0.2.1[192.0.2.1]:25");
        assertThat(way(router, Mailbox.parse("ada@example.com"))).isEqualTo("::1[0:0:0:0:0:0:0:1]:2525");
        assertThat(way(router, new Mailbox("postmaster", ""))).isEqualTo("::1[0:0:0:0:0:0:0:1]:2525");
    }

    @Test
    void givesAllElseToAnotherRouterWhenThereIsNoSmartHost() {
        FixedRouter router = router(List.of("example.org=192.0.2.1:25"), "", router(List.of(), "192.0.2.9:25"));

        assertThat(way(router, Mailbox.parse("ada@example.org"))).isEqualTo("192.0.2.1[192.0.2.1]:25");
        assertThat(way(router, Mailbox.parse("ada@example.com"))).isEqualTo("192.0.2.9[192.0.2.9]:25");
    }

    @Test
    void knowsNoWayForAPostmasterWithoutADomain() {
        assertThat(way(router(List.of(), ""), new Mailbox("postmaster", ""))).isEqualTo("550 5.4.4 No route to host");
    }

    @Test
    void joinsDomainsThatGoTheSameWay() {
        FixedRouter router = router(List.of("a.example=192.0.2.1:25", "b.example=192.0.2.1:25"), "192.0.2.2:25");

        assertThat(Stream.of("a.example", "b.example", "c.example", "d.example")
                        .map(domain -> router.destination(Mailbox.parse("ada@" + domain))))
                .containsExactly("192.0.2.1:25", "192.0.2.1:25", "192.0.2.2:25", "192.0.2.2:25");
    }

    @Test
    void defersWhenAHostCannotBeFound() {
        FixedRouter router = router(List.of("example.org=no-such-host.invalid:25"), "");

        assertThat(way(router, Mailbox.parse("ada@example.org")))
                .isEqualTo("451 4.4.3 Cannot find the address of no-such-host.invalid");
    }

    @Test
    void looksUpTheNameOfAHost() {
        FixedRouter router = router(List.of("example.org=no-such-host.invalid:25,localhost:2525"), "");

        assertThat(way(router, Mailbox.parse("ada@example.org"))).contains("localhost[127.0.0.1]:2525");
    }

    @Test
    void refusesTwoRoutesForOneDomain() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> router(List.of("example.org=192.0.2.1:25", "EXAMPLE.org=192.0.2.2:25"), ""))
                .withMessage("Two routes for example.org: give one, with its hosts separated by commas");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mx.example.org:25 | mx.example.org:25",
                "MX.Example.org:2525 | mx.example.org:2525",
                "localhost:1 | localhost:1",
                "192.0.2.1:65535 | 192.0.2.1:65535",
                "[2001:db8::1]:25 | [2001:db8::1]:25",
                "[::ffff:192.0.2.1]:25 | [::ffff:192.0.2.1]:25",
            })
    void readsHostAndPort(String text, String written) {
        assertThat(HostPort.parse(text)).hasToString(written);
        assertThat(HostPort.parse(text, 99)).hasToString(written);
    }

    @Test
    void takesAPortForGrantedWhereItMay() {
        assertThat(HostPort.parse("[::1]", 53)).isEqualTo(new HostPort("::1", 53));
        assertThat(HostPort.parse("192.0.2.1", 53)).isEqualTo(new HostPort("192.0.2.1", 53));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mx.example.org | \"mx.example.org\" is not HOST:PORT: the port is missing, as in mx.example.org:25",
                "'' | \"\" is not HOST:PORT: the port is missing, as in mx.example.org:25",
                "mx.example.org: | \"mx.example.org:\" is not HOST:PORT: a port is a number from 1 to 65535, not \"\"",
                "mx:0 | \"mx:0\" is not HOST:PORT: a port is a number from 1 to 65535, not \"0\"",
                "mx:65536 | \"mx:65536\" is not HOST:PORT: a port is a number from 1 to 65535, not \"65536\"",
                "mx:-1 | \"mx:-1\" is not HOST:PORT: a port is a number from 1 to 65535, not \"-1\"",
                "mx:99999999999 | \"mx:99999999999\" is not HOST:PORT: a port is a number from 1 to 65535, not \"99999999999\"",
                ":25 | \":25\" is not HOST:PORT: \"\" is not a host name",
                "a b:25 | \"a b:25\" is not HOST:PORT: \"a b\" is not a host name",
                "192.0.2.256:25 | \"192.0.2.256:25\" is not HOST:PORT: \"192.0.2.256\" is neither a host name nor an IPv4 address",
                "2001:db8::1 | \"2001:db8::1\" is not HOST:PORT: an IPv6 address stands in brackets, such as [2001:db8::1]:25",
                "[2001:db8::1] | \"[2001:db8::1]\" is not HOST:PORT: the port is missing, as in [2001:db8::1]:25",
                "[mx]:25 | \"[mx]:25\" is not HOST:PORT: in brackets stands an IPv6 address, such as [2001:db8::1]:25",
                "[::1]x:25 | \"[::1]x:25\" is not HOST:PORT: in brackets stands an IPv6 address, such as [2001:db8::1]:25",
                "[::1:25 | \"[::1:25\" is not HOST:PORT: an IPv6 address stands in brackets, such as [2001:db8::1]:25",
            })
    void tellsWhatIsWrongWithHostAndPort(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.org | A route is written DOMAIN=HOST:PORT, not \"example.org\"",
                "=mx:25 | A domain is written example.org, and all domains below it .example.org or *.example.org, not \"\"",
                "*=mx:25 | A domain is written example.org, and all domains below it .example.org or *.example.org, not \"*\"",
                "example.org=mx:25, | \"\" is not HOST:PORT: the port is missing, as in mx.example.org:25",
            })
    void tellsWhatIsWrongWithARoute(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FixedRouter.Way.parse(text))
                .withMessage(message);
    }
}
