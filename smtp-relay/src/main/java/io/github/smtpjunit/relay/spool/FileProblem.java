package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/**
 * What is wrong with a file, in words: an exception of a file system often has the file's name for a message and
 * nothing else.
 */
final class FileProblem {

    private FileProblem() {}

    static String of(Path file, IOException problem) {
        return problem instanceof AccessDeniedException
                ? "no permission to read " + file + "; it must belong to the user that the relay runs as"
                : file + ": " + problem;
    }
}
