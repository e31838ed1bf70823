package io.github.smtpjunit.benchmarks.comparison;

import io.github.smtpjunit.benchmarks.comparison.Measure.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Many idle clients. */
final class IdlePart {

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAILS_TO_WARM_UP = 2_000;
    private static final int MAILS_TIMED = 51;

    private final Setting setting;
    private final Measure memory;
    private final Measure time;

    IdlePart(Setting setting) {
        this.setting = setting;
        double limit = Runtime.version().feature() >= 21 ? 10 : 80;
        memory = new Measure(
                setting.connections() + " idle connections, resident memory of each: KiB", Target.atMost(limit));
        time = new Measure("a new mail beside them, times the time without", Target.atMost(2));
    }

    static boolean isPossible() {
        return Files.isReadable(Path.of("/proc/self/status"));
    }

    List<Measure> run() throws Exception {
        for (int run = 0; run < setting.runs(); run++) {
            for (Contender contender : Contender.installed()) {
                try (Running server = contender.serve(setting.directory())) {
                    measure(contender.title(), server);
                } catch (IOException e) {
                    System.out.println(contender.title() + ": " + e.getMessage());
                    memory.add(contender.title(), Double.NaN);
                    time.add(contender.title(), Double.NaN);
                }
            }
        }
        return List.of(memory, time);
    }

    private void measure(String contender, Running server) throws Exception {
        new LoadClient(server.port(), 1, false, 1, 1024).send(MAILS_TO_WARM_UP);
        server.clear();
        double before = oneMail(server);
        long memoryBefore = residentKib(server.pid());
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < setting.connections(); i++) {
                clients.add(greeted(server.port()));
            }
            double each = (double) (residentKib(server.pid()) - memoryBefore) / setting.connections();
            double after = oneMail(server);
            memory.add(contender, each);
            time.add(contender, after / before);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket greeted(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            if (socket.getInputStream().read() != '2') {
                throw new IOException("No greeting");
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static double oneMail(Running server) throws Exception {
        LoadClient client = new LoadClient(server.port(), 1, false, 1, 1024);
        double[] seconds = new double[MAILS_TIMED];
        for (int i = 0; i < MAILS_TIMED; i++) {
            seconds[i] = client.send(1);
        }
        Arrays.sort(seconds);
        return seconds[MAILS_TIMED / 2];
    }

    private static long residentKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
