package io.github.smtpjunit.smtp.server;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Who may speak for others; {@link SmtpServerBuilder} tells what that means.
 *
 * @param proxies who must send a PROXY header
 * @param gateways who may use XCLIENT and XFORWARD
 */
record Trust(List<AddressRange> proxies, List<AddressRange> gateways) {

    boolean isProxy(InetSocketAddress peer) {
        return contains(proxies, peer);
    }

    boolean isGateway(InetSocketAddress peer) {
        return contains(gateways, peer);
    }

    private static boolean contains(List<AddressRange> ranges, InetSocketAddress peer) {
        for (AddressRange range : ranges) {
            if (range.contains(peer.getAddress())) {
                return true;
            }
        }
        return false;
    }
}
