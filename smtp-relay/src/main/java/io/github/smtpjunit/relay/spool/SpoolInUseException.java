package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, or another part of this one, has the spool. */
final class SpoolInUseException extends IOException {

    private static final long serialVersionUID = 1L;

    SpoolInUseException(Path root, String holder) {
        super("The spool " + root + " is in use by another process" + (holder.isEmpty() ? "" : ", " + holder));
    }
}
