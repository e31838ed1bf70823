package io.github.smtpjunit.inbox;

import java.net.ConnectException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ports that inboxes of this JVM have had. A sender that cannot connect to one of them has kept it from an earlier
 * test, in something that lives as long as the JVM. Thread-safe.
 */
final class ClosedPorts {

    private static final int MAX_PORTS = 10_000;
    private static final int MAX_CHARS = 10_000;
    private static final Pattern NUMBER = Pattern.compile("(?<!\\d)\\d{2,5}(?!\\d)");

    /** Whose they were, in the order in which they were closed. */
    private static final Map<Integer, String> OWNERS = new LinkedHashMap<>();

    private ClosedPorts() {}

    static void opened(int port) {
        synchronized (OWNERS) {
            OWNERS.remove(port);
        }
    }

    static void closed(int port, Optional<Class<?>> testClass) {
        synchronized (OWNERS) {
            OWNERS.remove(port);
            OWNERS.put(port, testClass.isPresent() ? " of " + testClass.get().getName() : "");
            if (OWNERS.size() > MAX_PORTS) {
                OWNERS.remove(OWNERS.keySet().iterator().next());
            }
        }
    }

    /** What to do about a failure to connect to one of these ports; empty for any other failure. */
    static Optional<String> remedy(List<Throwable> causes) {
        return causes.stream().anyMatch(ClosedPorts::isOfConnecting)
                ? causes.stream()
                        .flatMap(each -> port(each).stream())
                        .findFirst()
                        .map(ClosedPorts::remedy)
                : Optional.empty();
    }

    private static boolean isOfConnecting(Throwable failure) {
        return failure instanceof ConnectException
                || failure.getClass().getSimpleName().contains("Connect");
    }

    private static Optional<Integer> port(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher number = NUMBER.matcher(message.substring(0, Math.min(message.length(), MAX_CHARS)));
        synchronized (OWNERS) {
            return number.results()
                    .map(found -> Integer.valueOf(found.group()))
                    .filter(OWNERS::containsKey)
                    .findFirst();
        }
    }

    private static String remedy(int port) {
        synchronized (OWNERS) {
            return "Port " + port + " was that of an inbox" + OWNERS.get(port)
                    + " that is closed. The sender has kept the port from"
                    + " an earlier test, for example in Session.getDefaultInstance(..), which returns the session of its first"
                    + " call to the whole JVM. Make a new sender for each test, or let all tests use one server, each with an"
                    + " inbox that begins empty: @WithSmtpServer(scope = Scope.JVM).";
        }
    }
}
