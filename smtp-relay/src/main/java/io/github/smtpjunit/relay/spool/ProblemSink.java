package io.github.smtpjunit.relay.spool;

/** Who is told what is wrong in a spool. */
@FunctionalInterface
interface ProblemSink {

    /**
     * Tells.
     *
     * @param id the mail that it is about, empty if it is about none
     * @param problem what is wrong, on one line
     */
    void report(String id, String problem);

    /** Tells what is about no mail by itself. */
    default void report(String problem) {
        report("", problem);
    }
}
