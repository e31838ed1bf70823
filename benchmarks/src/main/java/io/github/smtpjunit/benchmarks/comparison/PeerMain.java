package io.github.smtpjunit.benchmarks.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A JVM with one peer. It writes its result as a line to the standard output. */
final class PeerMain {

    private static final int WARM_UP = 50;
    private static final int HEAP_ROUNDS = 4;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private PeerMain() {}

    /**
     * Serves, or measures.
     *
     * @param args what to do, the peer's name, and a number
     */
    public static void main(String[] args) throws Exception {
        String name = args[1];
        switch (args[0]) {
            case "serve" -> serve(name);
            case "cold" -> say(cold(name));
            case "warm" -> say(median(Integer.parseInt(args[2]), i -> startAndStop(name)));
            case "unit" -> say(median(Integer.parseInt(args[2]), i -> unitTest(name, "subject " + i)));
            case "heap" -> say(heap(name, Integer.parseInt(args[2]), Integer.parseInt(args[3])));
            default -> throw new IllegalArgumentException("Not known: " + args[0]);
        }
        Runtime.getRuntime().halt(0); // even if threads are left
    }

    private static void say(double result) {
        System.out.println("RESULT " + result);
    }

    /** Serves until the standard input ends. At each line of input it forgets its mails. */
    private static void serve(String name) throws Exception {
        try (Peer peer = Peer.of(name, false);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            System.out.println("RESULT " + peer.start());
            while (in.readLine() != null) {
                peer.clear();
                System.out.println("RESULT 0");
            }
        }
    }

    private static String greeting(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            if (line == null || !line.startsWith("220")) {
                throw new IOException("No greeting: " + line);
            }
            return line;
        }
    }

    private static double cold(String name) throws Exception {
        new Socket().close(); // the client's own classes are not the peer's cost
        long start = System.nanoTime();
        Peer peer = Peer.of(name, true);
        greeting(peer.start());
        double millis = (System.nanoTime() - start) / 1e6;
        peer.close();
        return millis;
    }

    private static void startAndStop(String name) throws Exception {
        try (Peer peer = Peer.of(name, true)) {
            greeting(peer.start());
        }
    }

    private static void unitTest(String name, String subject) throws Exception {
        try (Peer peer = Peer.of(name, true)) {
            AngusClient.send(peer.start(), subject);
            long end = System.nanoTime() + PATIENCE_NANOS;
            String found = peer.firstSubject();
            while (found == null && System.nanoTime() < end) {
                Thread.onSpinWait();
                found = peer.firstSubject();
            }
            if (!subject.equals(found)) {
                throw new IllegalStateException("Captured: " + found);
            }
        }
    }

    private interface Round {
        void run(int number) throws Exception;
    }

    /** The median in milliseconds, after the JVM has warmed up. */
    private static double median(int rounds, Round round) throws Exception {
        double[] millis = new double[rounds];
        for (int i = -WARM_UP; i < rounds; i++) {
            long start = System.nanoTime();
            round.run(i);
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis[rounds / 2];
    }

    /** The octets of heap for each octet of content. */
    private static double heap(String name, int mails, int length) throws Exception {
        try (Peer peer = Peer.of(name, true)) {
            int port = peer.start();
            LoadClient client = new LoadClient(port, 1, true, 1, length);
            double held = Double.NaN;
            for (int round = 0; round < HEAP_ROUNDS; round++) { // the first rounds leave garbage behind
                peer.clear();
                long before = usedHeap();
                fill(peer, client, mails);
                held = usedHeap() - before;
            }
            return held / mails / length;
        }
    }

    private static void fill(Peer peer, LoadClient client, int mails) throws Exception {
        client.send(mails);
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (peer.count() < mails && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        if (peer.count() != mails) {
            throw new IllegalStateException("Captured: " + peer.count());
        }
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            // When this reference is enqueued, cleaners and reference handlers already free the objects of this round.
            ReferenceQueue<Object> told = new ReferenceQueue<>();
            PhantomReference<Object> rubbish = new PhantomReference<>(new Object(), told);
            System.gc();
            if (told.remove(PATIENCE_NANOS / 1_000_000) != rubbish) {
                throw new IllegalStateException("The collector does not collect");
            }
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
