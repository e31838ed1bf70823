package io.github.smtpjunit.benchmarks.comparison;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The properties of the machine that affect the figures. */
final class Machine {

    private Machine() {}

    /** The number of files that this process may have open, as far as it is known. */
    static long maxOpenFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Integer.MAX_VALUE;
    }

    static String describe(Path directory) throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return "%d cores, %d GiB, %s %s, %s; files on %s; %s %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Math.round(system.getTotalMemorySize() / (double) (1L << 30)),
                        system.getName(),
                        system.getVersion(),
                        system.getArch(),
                        Files.getFileStore(directory).type(),
                        System.getProperty("java.vm.name"),
                        Runtime.version());
    }
}
