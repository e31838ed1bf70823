package io.github.smtpjunit.benchmarks.comparison;

import java.nio.file.Path;

/**
 * How much is measured.
 *
 * @param runs how often each contender has its turn
 * @param seconds how long a turn takes, about
 * @param warmUp seconds of work for each server before the first turn
 * @param connections idle ones
 * @param directory for what is written on the way, on the disk that the relay is to be measured on
 */
record Setting(int runs, double seconds, double warmUp, int connections, Path directory) {}
