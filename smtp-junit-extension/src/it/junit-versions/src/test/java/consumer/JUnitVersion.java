package consumer;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The version of JUnit that these tests run on. */
final class JUnitVersion {

    private JUnitVersion() {}

    static String running() {
        return Test.class.getPackage().getImplementationVersion();
    }

    static boolean isAtLeast(int major, int minor) {
        int[] parts = Arrays.stream(running().split("\\."))
                .mapToInt(Integer::parseInt)
                .toArray();
        return parts[0] > major || (parts[0] == major && parts[1] >= minor);
    }
}
