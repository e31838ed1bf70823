package io.github.smtpjunit.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A mail with a question, and the answer: see the README beside the files.
 *
 * @param file the name of the file that contains it, without its extension
 * @param name the subject of the case
 * @param expected keys and values in their order
 * @param mail the octets
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MailCase(String file, String name, List<Map.Entry<String, String>> expected, byte[] mail) {

    private static final Path FOLDER = Path.of("src/test/resources/cases");

    static List<MailCase> all() {
        return all(FOLDER);
    }

    static List<MailCase> all(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".cases"))
                    .sorted()
                    .flatMap(file -> read(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<MailCase> read(Path file) {
        String kind = file.getFileName().toString().replace(".cases", "");
        List<MailCase> cases = new ArrayList<>();
        try {
            for (String block : Files.readString(file).split("(?m)^=== ", -1)) {
                if (!block.isBlank()) {
                    cases.add(parse(kind, block));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases;
    }

    private static MailCase parse(String kind, String block) {
        int cut = block.indexOf("\n---\n");
        List<String> head = block.substring(0, cut).lines().toList();
        List<Map.Entry<String, String>> expected = new ArrayList<>();
        for (String line : head.subList(1, head.size())) {
            int colon = line.indexOf(':');
            expected.add(Map.entry(
                    line.substring(0, colon),
                    new String(octets(line.substring(colon + 1).stripLeading()), StandardCharsets.UTF_8)));
        }
        String source = block.substring(cut + 5);
        String withoutLast = source.endsWith("\n") ? source.substring(0, source.length() - 1) : source;
        return new MailCase(kind, head.get(0), expected, octets(withoutLast.replace("\n", "\r\n")));
    }

    /** The octets of a text, with its escapes decoded. */
    private static byte[] octets(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            int next = text.indexOf('\\', at);
            int end = next < 0 ? text.length() : next;
            octets.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
            at = end < text.length() ? escape(text, end + 1, octets) : end;
        }
        return octets.toByteArray();
    }

    private static int escape(String text, int at, ByteArrayOutputStream octets) {
        switch (text.charAt(at)) {
            case 'x' -> {
                octets.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
                return at + 3;
            }
            case 't' -> octets.write('\t');
            case 's' -> octets.write(' ');
            case 'n' -> octets.write('\n');
            case '\\' -> octets.write('\\');
            default -> throw new IllegalArgumentException("Unknown escape in a case: " + text);
        }
        return at + 1;
    }

    @Override
    public String toString() {
        return file + ": " + name;
    }
}
