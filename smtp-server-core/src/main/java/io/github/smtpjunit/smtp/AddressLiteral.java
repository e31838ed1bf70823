package io.github.smtpjunit.smtp;

import java.util.regex.Pattern;

/** Address literals such as {@code [127.0.0.1]} and {@code [IPv6:::1]} (RFC 5321 section 4.1.3). */
final class AddressLiteral {

    private static final Pattern IPV4 =
            Pattern.compile("(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|[01]?\\d?\\d)){3}");
    private static final Pattern HEX_GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern GENERAL = Pattern.compile("[A-Za-z0-9-]*[A-Za-z0-9]:[!-Z^-~]+");
    private static final int IPV6_GROUPS = 8;

    private AddressLiteral() {}

    static void check(String literal) {
        PathGrammar.require(literal.endsWith("]") && literal.length() > 2, "unbalanced bracket in address literal");
        String inside = literal.substring(1, literal.length() - 1);
        boolean valid = inside.regionMatches(true, 0, "IPv6:", 0, 5)
                ? isIpv6(inside.substring(5))
                : IPV4.matcher(inside).matches() || GENERAL.matcher(inside).matches();
        PathGrammar.require(valid, "bad address literal");
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
