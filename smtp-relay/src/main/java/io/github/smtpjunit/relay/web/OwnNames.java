package io.github.smtpjunit.relay.web;

import io.github.smtpjunit.smtp.server.AddressRange;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names by which HTTP may be asked for mails. A web page can let its own name point to this machine, so that a
 * browser takes what it reads here for the page's (DNS rebinding); but then the Host field has the page's name. No page
 * can have an address, or {@code localhost}.
 */
final class OwnNames {

    private static final Pattern HOST = Pattern.compile("(?:\\[([0-9a-f:.]+)]|([a-z0-9._-]+))(?::\\d{0,5})?");

    private final Set<String> names;

    OwnNames(String... names) {
        this.names = Stream.of(names).map(OwnNames::lower).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns whether this machine is meant.
     *
     * @param hosts the Host fields of a request (RFC 9110 section 7.2); null if absent
     */
    boolean areMeantBy(@Nullable List<String> hosts) {
        if (hosts == null || hosts.size() != 1) {
            return false; // RFC 9112 section 3.2
        }
        Matcher host = HOST.matcher(lower(hosts.get(0)));
        if (!host.matches()) {
            return false;
        }
        return host.group(1) != null ? isAddress(host.group(1)) : isOwn(host.group(2));
    }

    private boolean isOwn(String name) {
        return names.contains(name) || isAddress(name) || name.equals("localhost") || name.endsWith(".localhost");
    }

    private static boolean isAddress(String text) {
        try {
            AddressRange.parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
