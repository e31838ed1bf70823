package io.github.smtpjunit.smtp;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Address literals such as {@code [127.0.0.1]} and {@code [IPv6:::1]} (RFC 5321 section 4.1.3). */
final class AddressLiteral {

    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)){3}");
    private static final Pattern HEX_GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern GENERAL = Pattern.compile("[A-Za-z0-9-]*[A-Za-z0-9]:[!-Z^-~]+");
    private static final String IPV6_TAG = "ipv6:";
    private static final int IPV6_GROUPS = 8;

    private AddressLiteral() {}

    static void check(String literal) {
        PathGrammar.require(literal.endsWith("]") && literal.length() > 2, "unbalanced bracket in address literal");
        String inside = inside(literal);
        boolean valid = isTaggedIpv6(inside)
                ? isIpv6(inside.substring(IPV6_TAG.length()))
                : IPV4.matcher(inside).matches() || GENERAL.matcher(inside).matches();
        PathGrammar.require(valid, "bad address literal");
    }

    /** Returns one form for all spellings of an IP address; of any other text, the text in lower case. */
    static String canonical(String literal) {
        String inside = literal.length() > 2 && literal.endsWith("]") ? inside(literal) : "";
        String address = isTaggedIpv6(inside) ? inside.substring(IPV6_TAG.length()) : "";
        if (isIpv6(address)) {
            return "[" + IPV6_TAG + String.join(":", allGroups(address)) + "]";
        }
        if (IPV4.matcher(inside).matches()) {
            return IntStream.of(octets(inside)).mapToObj(Integer::toString).collect(joining(".", "[", "]"));
        }
        return literal.toLowerCase(Locale.ROOT);
    }

    private static String inside(String literal) {
        return literal.substring(1, literal.length() - 1);
    }

    private static boolean isTaggedIpv6(String inside) {
        return inside.regionMatches(true, 0, IPV6_TAG, 0, IPV6_TAG.length());
    }

    /** The eight groups of a valid address, in the fewest digits. */
    private static List<String> allGroups(String ipv6) {
        int gap = ipv6.indexOf("::");
        if (gap < 0) {
            return shortGroups(ipv6);
        }
        List<String> all = new ArrayList<>(shortGroups(ipv6.substring(0, gap)));
        List<String> tail = shortGroups(ipv6.substring(gap + 2));
        all.addAll(Collections.nCopies(IPV6_GROUPS - all.size() - tail.size(), "0"));
        all.addAll(tail);
        return all;
    }

    private static List<String> shortGroups(String text) {
        List<String> groups = new ArrayList<>();
        for (String group : text.isEmpty() ? new String[0] : text.split(":")) {
            if (group.indexOf('.') < 0) {
                groups.add(Integer.toHexString(Integer.parseInt(group, 16)));
            } else {
                int[] octets = octets(group);
                groups.add(Integer.toHexString(octets[0] << 8 | octets[1]));
                groups.add(Integer.toHexString(octets[2] << 8 | octets[3]));
            }
        }
        return groups;
    }

    private static int[] octets(String ipv4) {
        return Stream.of(ipv4.split("\\.")).mapToInt(Integer::parseInt).toArray();
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text) == IPV6_GROUPS;
        }
        String before = text.substring(0, gap);
        String after = text.substring(gap + 2);
        int head = before.isEmpty() ? 0 : hexGroups(before);
        int tail = after.isEmpty() ? 0 : groups(after);
        return head >= 0 && tail >= 0 && head + tail <= IPV6_GROUPS - 2; // the gap stands for two groups at least
    }

    /** Counts the 16-bit groups of a text that may end in a dotted quad, which counts for two; -1 if one is bad. */
    private static int groups(String text) {
        int lastColon = text.lastIndexOf(':');
        String last = text.substring(lastColon + 1);
        if (last.indexOf('.') < 0) {
            return hexGroups(text);
        }
        if (!IPV4.matcher(last).matches()) {
            return -1;
        }
        if (lastColon < 0) {
            return 2;
        }
        int head = hexGroups(text.substring(0, lastColon));
        return head < 0 ? -1 : head + 2;
    }

    private static int hexGroups(String text) {
        String[] groups = text.split(":", -1);
        for (String group : groups) {
            if (!HEX_GROUP.matcher(group).matches()) {
                return -1;
            }
        }
        return groups.length;
    }
}
