package io.github.smtpjunit.relay;

/** The steps between which a crash finds a {@link FileSpool}. */
enum SpoolStep {
    /** Nothing of the mail is in a file. */
    BEFORE_WRITE,
    /** The whole mail is in its temporary file. */
    AFTER_WRITE,
    /** The temporary file is on the disk. */
    AFTER_FORCE,
    /** The file has its name. */
    AFTER_RENAME,
    /** The name is on the disk; the mail is not acknowledged yet. */
    AFTER_DIRECTORY_FORCE,
    /** A mail has a new state, and the file of the state is the old one. */
    BEFORE_STATE_WRITE,
    /** The new state is on the disk under a temporary name. */
    AFTER_STATE_FORCE,
    /** The new state has taken the old one's place. */
    AFTER_STATE_RENAME,
    /** The new state is safe. */
    AFTER_STATE_DIRECTORY_FORCE,
    /** A mail is done, and its files are there. */
    BEFORE_DONE,
    /** The mail's file is removed, and its state is there. */
    AFTER_MAIL_DELETE,
    /** The mail's files are removed. */
    AFTER_DONE
}
