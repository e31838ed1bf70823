package io.github.smtpjunit.relay.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Commands by their names. Each is made when it is needed, since to make all of them takes longer than what most of
 * them do.
 */
final class Commands {

    private final Map<String, Supplier<Object>> makers = new LinkedHashMap<>();

    Commands add(String name, Supplier<Object> maker) {
        makers.put(name, maker);
        return this;
    }

    /** Gives a command the subcommand that a word of the command line names; all if the word names none of them. */
    CommandLine into(CommandLine command, String word) {
        Supplier<Object> named = makers.get(word);
        if (named == null) {
            makers.forEach((name, maker) -> command.addSubcommand(name, maker.get()));
        } else {
            command.addSubcommand(word, named.get());
        }
        return command;
    }
}
