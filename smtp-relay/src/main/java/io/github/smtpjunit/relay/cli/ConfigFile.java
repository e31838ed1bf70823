package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.cli.OptionSources.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a file of options: lines of the form {@code max-recipients = 10}, in UTF-8, where a key is an option without
 * its hyphens. A key alone switches on, {@code #} at the start of a line makes a comment, and a value goes to the end
 * of its line, with all that is in it.
 */
final class ConfigFile {

    private static final Pattern LINE = Pattern.compile("([a-z][a-z-]*)\\s*(?:=\\s*(.*))?");

    private ConfigFile() {}

    /**
     * Returns what the file has, in its order. What a line that is wrong says is not repeated: it may be a password.
     */
    static List<Setting> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readString(file).lines().toList();
        } catch (IOException e) {
            throw FailedException.of("Cannot read the options in " + file, e);
        }
        List<Setting> settings = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String place = file + ":" + (i + 1);
            Matcher matcher = LINE.matcher(line);
            UsageException.require(
                    matcher.matches(), place + ": a line must be KEY = VALUE, such as max-recipients = 10");
            String key = matcher.group(1);
            settings.add(new Setting("--" + key, key, matcher.group(2), place));
        }
        return settings;
    }
}
