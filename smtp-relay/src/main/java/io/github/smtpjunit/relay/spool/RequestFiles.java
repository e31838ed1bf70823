package io.github.smtpjunit.relay.spool;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The files by which a process asks the one that has the spool to do something, as far as the asking one has to do with
 * them.
 */
interface RequestFiles extends Closeable {

    /** Makes a file, whole or not at all, which the one that has the spool can read and remove. */
    void write(String name, List<String> lines) throws IOException;

    /** Reads a file; empty if absent. */
    Optional<List<String>> read(String name) throws IOException;

    /** Removes a file, if it is there. */
    void delete(String name) throws IOException;

    @Override
    default void close() throws IOException {}
}
