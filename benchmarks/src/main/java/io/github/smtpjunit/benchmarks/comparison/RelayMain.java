package io.github.smtpjunit.benchmarks.comparison;

import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.spool.FileSpool;
import java.nio.file.Path;

/** A JVM with our relay, which keeps its mails in files. */
final class RelayMain {

    private RelayMain() {}

    /**
     * Relays until the standard input ends.
     *
     * @param args the port of the next hop, and the directory of the spool
     */
    public static void main(String[] args) throws Exception {
        try (FileSpool spool = FileSpool.open(Path.of(args[1]));
                SmtpRelay relay = SmtpRelay.builder()
                        .smartHost("127.0.0.1", Integer.parseInt(args[0]))
                        .spool(spool)
                        .start()) {
            System.out.println("RESULT " + relay.port());
            while (System.in.read() >= 0) {
                // until it ends
            }
        }
    }
}
