package io.github.smtpjunit.relay.spool;

/** The steps between which a crash finds a {@link FileSpool}. */
enum SpoolStep {
    /** The journal has no room in its segment, and has not taken another one yet. */
    BEFORE_SEGMENT,
    /** A new segment is made, and its name is on the disk. */
    AFTER_SEGMENT,
    /** Mails are to be written to the journal. */
    BEFORE_JOURNAL_WRITE,
    /** They are written, and not forced. */
    AFTER_JOURNAL_WRITE,
    /** They are on the disk, and not acknowledged yet. */
    AFTER_JOURNAL_FORCE,
    /** Nothing of the mail is in a file of its own. */
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
    /** A mail has moved from the journal to its own file, and the journal says so. */
    AFTER_MOVE,
    /** A mail is done, and its files are there. */
    BEFORE_DONE,
    /** The mail's file is removed, and its state is there. */
    AFTER_MAIL_DELETE,
    /** The mail is out of the journal, or its files are removed. */
    AFTER_DONE
}
