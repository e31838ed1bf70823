package io.github.smtpjunit.relay.spool;

/** Who is told what is wrong in a spool. */
@FunctionalInterface
interface Problems {

    /**
     * Tells.
     *
     * @param id the mail that it is about, empty if it is about none
     * @param problem what is wrong, on one line
     */
    void tell(String id, String problem);

    /** Tells what is about no mail by itself. */
    default void tell(String problem) {
        tell("", problem);
    }
}
