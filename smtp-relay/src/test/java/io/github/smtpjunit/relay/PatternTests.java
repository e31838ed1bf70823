package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No pattern of this module recurses on a long text, or looks at each character of it again and again: whatever a client sends. */
class PatternTests {

    private static final int LENGTH = 3_000;
    private static final int MOST_LOOKS = 700; // at a character: some patterns say {1,500}
    private static final int SMALL_STACK = 128 * 1024;

    /** Patterns that are asked whether the whole text matches, and never sought in it. */
    private static final Set<String> NEVER_SOUGHT = Set.of(
            "OwnNames.HOST", "RecipientReport.ORIGINAL", "Step.FORM", "DomainNames.NAME", "SpoolLayout.SEGMENT_NAME");

    private static final List<String> BEGINNINGS = List.of("", "a", "r=a,s=b", "[::", "Final-Recipient: utf-8;");
    private static final List<String> PIECES = List.of(
            "a",
            "1",
            " ",
            "\t",
            "\r\n ",
            "\n",
            "\"",
            "\\\"",
            "\\a",
            "(",
            "()",
            "(a",
            "<",
            "<a",
            "<a@b",
            "@a",
            ".",
            "a.",
            ".a",
            "-a",
            ",",
            ",a=b",
            ", ",
            ";a",
            ";a=b",
            ":",
            ":0",
            "=",
            "=2C",
            "=41",
            "+41",
            "a=b&",
            "?",
            "=?a?q?",
            "=?a?q?b?= ",
            "http://a",
            "http://",
            "{{",
            "%",
            "[",
            "\u0001",
            "\u0000",
            "\u00e4",
            "\ud83d\ude00");
    private static final List<String> ENDS = List.of("", "!");

    /** A text that counts how often it is looked at, and has enough at some time. */
    private static final class Counted implements CharSequence {

        private final String text;
        private long looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > (long) MOST_LOOKS * LENGTH) {
                throw new IllegalStateException("looks too often");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (String beginning : BEGINNINGS) {
            for (String piece : PIECES) {
                for (String end : ENDS) {
                    texts.add(beginning + piece.repeat(LENGTH / piece.length()) + end);
                }
            }
        }
        return texts;
    }

    private static Map<String, Pattern> patterns() throws IOException, ReflectiveOperationException {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        Path classes = Path.of(SmtpRelay.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(
                            path -> path.toString().endsWith(".class") && !path.endsWith("module-info.class"))
                    .toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - ".class".length()),
                        false,
                        PatternTests.class.getClassLoader());
                for (Field field : type.getDeclaredFields()) {
                    if (field.getType() == Pattern.class && Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        patterns.put(type.getSimpleName() + "." + field.getName(), (Pattern) field.get(null));
                    }
                }
            }
        }
        return patterns;
    }

    private static void look(Pattern pattern, String text, boolean sought) {
        Counted counted = new Counted(text);
        Matcher matcher = pattern.matcher(counted);
        matcher.matches();
        matcher.reset();
        while (sought && matcher.find()) {
            matcher.end();
        }
    }

    @Test
    void noPatternRecursesOrLooksAgainAndAgain() throws Exception {
        Map<String, Pattern> patterns = patterns();
        assertThat(patterns.keySet()).containsAll(NEVER_SOUGHT);
        assertThat(patterns).hasSizeGreaterThan(8);
        List<String> wrong = new ArrayList<>();
        List<String> texts = texts();
        Thread thread = new Thread(
                null,
                () -> {
                    patterns.forEach((name, pattern) -> {
                        for (String text : texts) {
                            try {
                                look(pattern, text, !NEVER_SOUGHT.contains(name));
                            } catch (StackOverflowError | IllegalStateException e) {
                                wrong.add(e.getClass().getSimpleName() + ": " + name + " at " + text.substring(0, 30));
                                break;
                            }
                        }
                    });
                },
                "small-stack",
                SMALL_STACK);
        thread.start();
        thread.join();
        assertThat(wrong).isEmpty();
    }
}
