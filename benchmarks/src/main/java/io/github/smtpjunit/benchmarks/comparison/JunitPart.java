package io.github.smtpjunit.benchmarks.comparison;

import io.github.smtpjunit.benchmarks.comparison.Measure.Target;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a test pays: JUnit runs of whole processes, by the console launcher, as a build tool or an IDE starts them. Each
 * test starts a server, sends a mail by Angus Mail, asserts three things on it, and stops the server. Beside them is
 * the same without a server and without sending, as the floor.
 */
final class JunitPart {

    private static final String FLOOR = "no server";
    private static final int PATIENCE_SECONDS = 180;
    private static final Pattern TIME = Pattern.compile("(\\d+)m([0-9.]+)s");

    private final Setting setting;
    private final Map<String, List<String>> jars = new LinkedHashMap<>();

    JunitPart(Setting setting) {
        this.setting = setting;
        for (Contender contender : List.of(Contender.INBOX, Contender.GREENMAIL, Contender.WISER, Contender.DUMBSTER)) {
            jars.put(contender.title(), contender.jars());
        }
        jars.put(FLOOR, Contender.jars("angus"));
    }

    static boolean isPossible() {
        return Tools.isInstalled("sh"); // it tells the processor time of what it has run
    }

    List<Measure> run() throws Exception {
        List<Measure> measures = new ArrayList<>();
        for (int version : List.of(5, 6)) {
            measures.addAll(run("One", "one test", 1.0, version));
            measures.addAll(run("Hundred", "100 tests, each with its own server", 0.95, version));
        }
        return measures;
    }

    private List<Measure> run(String prefix, String what, double limit, int version) throws Exception {
        String[] peers = {Contender.GREENMAIL.title(), Contender.WISER.title(), Contender.DUMBSTER.title()};
        String title = what + ", JUnit " + version;
        Measure wall = new Measure(title + ": s", Target.atMost(limit, peers));
        Measure processor = new Measure(title + ": s of processor time", Target.atMost(limit, peers));
        for (int run = -1; run < setting.runs(); run++) { // the first one fills the caches of the disk
            for (Map.Entry<String, List<String>> contender : jars.entrySet()) {
                String test = test(prefix, contender.getKey());
                double[] seconds = seconds(command(contender.getValue(), version, test));
                if (run >= 0) {
                    wall.add(contender.getKey(), seconds[0]);
                    processor.add(contender.getKey(), seconds[1]);
                }
            }
        }
        return List.of(wall, processor);
    }

    private static String test(String prefix, String contender) {
        String name =
                contender.equals(Contender.INBOX.title()) ? "Ours" : contender.equals(FLOOR) ? "Floor" : contender;
        return JunitPart.class.getPackageName() + ".tests." + prefix + Character.toUpperCase(name.charAt(0))
                + name.substring(1);
    }

    private static List<String> command(List<String> jars, int version, String test) {
        List<String> classPath =
                new ArrayList<>(List.of(Path.of("target", "classes").toString()));
        classPath.addAll(jars);
        classPath.addAll(Contender.jars("junit" + version));
        return List.of(
                Tools.java(),
                "-cp",
                String.join(File.pathSeparator, classPath),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--details=none",
                "--fail-if-no-tests",
                "--select-class=" + test);
    }

    /** Wall clock and processor time of a process. */
    private double[] seconds(List<String> command) throws IOException, InterruptedException {
        Path log = setting.directory().resolve("junit.log");
        List<String> shell = new ArrayList<>(
                List.of(Tools.path("sh"), "-c", "\"$@\" >>\"$0\" 2>&1; code=$?; times; exit $code", log.toString()));
        shell.addAll(command);
        long start = System.nanoTime();
        Process process = new ProcessBuilder(shell).start();
        try {
            String times = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            double wall = (System.nanoTime() - start) / 1e9;
            if (!ended || process.exitValue() != 0) {
                throw new IOException(command + " failed, see " + log);
            }
            return new double[] {wall, ofChildren(times)};
        } finally {
            process.destroyForcibly();
        }
    }

    /** The second line of what {@code times} prints: user and system time of what the shell has run. */
    private static double ofChildren(String times) throws IOException {
        Matcher time = TIME.matcher(times);
        double sum = 0;
        int found = 0;
        while (time.find()) {
            found++;
            sum += found > 2 ? Integer.parseInt(time.group(1)) * 60 + Double.parseDouble(time.group(2)) : 0;
        }
        if (found != 4) {
            throw new IOException("Cannot read the times \"" + times + "\"");
        }
        return sum;
    }
}
