package io.github.smtpjunit.benchmarks.comparison;

import org.jspecify.annotations.Nullable;

/** A server in the JVM that measures it. Loopback only. */
interface Peer extends AutoCloseable {

    /** More parallel connections than any measurement makes. */
    int MANY = 20_000;

    /** Starts, and returns the port. */
    int start() throws Exception;

    /** The number of mails that it has kept. */
    int count() throws Exception;

    /** Reads the subject of the first mail as a test does; null if there is no mail yet. */
    @Nullable
    String firstSubject() throws Exception;

    /** Forgets the mails. */
    void clear() throws Exception;

    @Override
    void close();

    /**
     * Makes a peer by its name.
     *
     * @param keep whether to keep mails, if the peer has the choice
     */
    static Peer of(String name, boolean keep) {
        return switch (name) {
            case "core" -> new CorePeer(keep);
            case "inbox" -> new InboxPeer();
            case "greenmail" -> new GreenMailPeer();
            case "subetha" -> new SubEthaPeer(keep);
            case "wiser" -> new WiserPeer();
            case "dumbster" -> new DumbsterPeer();
            default -> throw new IllegalArgumentException("No such peer: " + name);
        };
    }
}
