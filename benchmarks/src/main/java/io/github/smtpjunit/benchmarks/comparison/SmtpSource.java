package io.github.smtpjunit.benchmarks.comparison;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The load generator of Postfix. */
final class SmtpSource {

    private static final int PATIENCE_SECONDS = 180;

    private SmtpSource() {}

    /** Sends the given number of mails, and returns the seconds that it took. */
    static double send(int port, int sessions, boolean kept, int recipients, int length, int mails)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Tools.path("smtp-source"), "-M", "localhost"));
        command.addAll(List.of("-f", "ada@example.org", "-t", "bob@example.com"));
        command.addAll(List.of("-s", String.valueOf(sessions), "-l", String.valueOf(length)));
        command.addAll(List.of("-r", String.valueOf(recipients), "-m", String.valueOf(mails)));
        if (kept) {
            command.add("-d");
        }
        command.add("127.0.0.1:" + port);
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new IOException("smtp-source " + (ended ? "failed" : "did not end"));
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            process.destroyForcibly();
        }
    }
}
