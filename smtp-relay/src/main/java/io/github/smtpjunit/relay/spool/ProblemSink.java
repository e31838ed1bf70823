package io.github.smtpjunit.relay.spool;

/** Gets what is wrong in a spool. */
@FunctionalInterface
interface ProblemSink {

    /**
     * Reports a problem.
     *
     * @param id the mail that it is about, empty if it is about no single mail
     * @param problem what is wrong, on one line
     */
    void report(String id, String problem);

    /** Reports a problem that is about no single mail. */
    default void report(String problem) {
        report("", problem);
    }
}
