package io.github.smtpjunit.relay.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for cannot be done here and now: a port is taken, a file cannot be read. The message is one line that
 * names it.
 */
final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** For something that could not be done with a file. */
    static FailedException of(String what, Exception cause) {
        return new FailedException(what + ": " + reason(cause), cause);
    }

    /** The message of many a file system's exception is the file's name and nothing else. */
    private static String reason(Exception cause) {
        if (cause instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (cause instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (cause instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is not a directory";
        }
        if (cause instanceof FileSystemException other && other.getReason() != null) {
            return other.getReason() + " (" + other.getFile() + ")";
        }
        return String.valueOf(cause.getMessage());
    }
}
