package io.github.smtpjunit.relay.catcher;

/**
 * The steps between which a kill finds a {@link MailDirectory}. They do nothing but in a test, where the system
 * property {@code smtp-relay.capture.crash-at} ends the process at one of them.
 */
public enum CaptureStep {
    /** There is a file for the mail, with nothing in it. */
    AFTER_CREATE,
    /** All of its content is there, under a name that starts with a dot. */
    AFTER_CONTENT,
    /** Its number is taken, by a file that starts with a dot. */
    AFTER_NUMBER,
    /** Its envelope is in that file. */
    AFTER_ENVELOPE,
    /** The content has its name, the envelope has not: half of the pair is there. */
    AFTER_CONTENT_RENAME,
    /** The pair is whole, and the client not answered. */
    AFTER_ENVELOPE_RENAME;

    /** The exit status of a process that was ended: that of one killed by SIGKILL. */
    public static final int KILLED = 137;

    private static final String CRASH_AT = System.getProperty("smtp-relay.capture.crash-at", "");

    void pass() {
        if (CRASH_AT.equals(name())) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
