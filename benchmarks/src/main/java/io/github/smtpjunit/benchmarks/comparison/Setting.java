package io.github.smtpjunit.benchmarks.comparison;

import java.nio.file.Path;

/**
 * The amount of work that a run measures.
 *
 * @param runs the number of turns of each contender
 * @param seconds the approximate length of a turn
 * @param warmUp seconds of work for each server before the first turn
 * @param connections the number of idle connections
 * @param directory the directory for logs and spools, on the disk where the relay is measured
 */
record Setting(int runs, double seconds, double warmUp, int connections, Path directory) {}
