package io.github.smtpjunit.benchmarks.comparison;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures our servers and others in turn (A B C, A B C, ...), and writes the medians into a page. */
@Command(name = "compare", mixinStandardHelpOptions = true, sortOptions = false)
public final class Comparison implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "PART", description = "${COMPLETION-CANDIDATES}; all of them by default")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(names = "--runs", defaultValue = "7", description = "turns of each contender (${DEFAULT-VALUE})")
    private int runs;

    @Option(
            names = "--seconds",
            defaultValue = "1",
            description = "approximate length of a throughput turn (${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "5",
            description = "seconds of work before the first turn (${DEFAULT-VALUE})")
    private double warmUp;

    @Option(
            names = "--connections",
            defaultValue = "10000",
            description = "number of idle connections (${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--page",
            defaultValue = "../docs/performance.md",
            description = "where the results go (${DEFAULT-VALUE})")
    private Path page = Path.of("");

    @Option(
            names = "--directory",
            defaultValue = "target/comparison",
            description = "for logs and spools, on the disk to be measured (${DEFAULT-VALUE})")
    private Path directory = Path.of("");

    private Comparison() {}

    /**
     * Measures.
     *
     * @param args parts and options
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Comparison()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(directory);
        Setting setting = new Setting(runs, seconds, warmUp, affordable(connections), directory);
        ResultPage results = new ResultPage(page);
        for (Part part : EnumSet.copyOf(parts)) {
            if (part.isPossible()) {
                List<Measure> measures = part.measure(setting);
                results.put(part, setting(part), measures);
                results.write();
            } else {
                System.out.println(
                        part + ": skipped, since this machine lacks a program or a permission that it needs");
            }
        }
        return 0;
    }

    /** Each connection is a file of this process and one of the server's. */
    private static int affordable(int wanted) {
        long limit = Machine.maxOpenFiles() - 200;
        if (limit < wanted) {
            System.out.println(
                    "Only " + limit + " files may be open: measuring that many idle connections, instead of " + wanted);
        }
        return (int) Math.min(wanted, limit);
    }

    private String setting(Part part) throws Exception {
        String client = Tools.isInstalled("smtp-source") ? "smtp-source, except for W7" : "a client in Java";
        String turns = "Median of " + runs + " turns"
                + (part == Part.throughput ? " of " + seconds + " s; client: " + client : "");
        return (part == Part.size ? "" : turns + ". ") + "Machine: " + Machine.describe(directory) + ".";
    }
}
