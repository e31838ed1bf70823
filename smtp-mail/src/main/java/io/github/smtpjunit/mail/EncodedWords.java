package io.github.smtpjunit.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Encoded-words (RFC 2047) as mail programs read them: also without blanks around them, with blanks inside, without
 * padding, and split in the middle of a character, which section 5 forbids. Consecutive words of one charset are
 * decoded together.
 */
final class EncodedWords {

    private final String text;
    private final int lastEnd;
    private final StringBuilder decoded = new StringBuilder();
    private final List<Word> run = new ArrayList<>();
    private boolean mended;

    /** A word, not decoded yet, with the charset that it names. */
    private record Word(String charset, char encoding, String content) {

        byte[] octets() {
            byte[] encoded = content.getBytes(StandardCharsets.UTF_8);
            return encoding == 'B' ? Base64Content.decode(Octets.of(encoded), new Problems()) : withoutQ(encoded);
        }

        String decode(byte[] octets) {
            return Charsets.named(charset)
                    .orElseGet(() -> Charsets.guess(octets))
                    .decode(octets);
        }

        /** Whether it contains blanks, or base64 without padding. */
        boolean isLoose() {
            return content.indexOf(' ') >= 0
                    || content.indexOf('\t') >= 0
                    || (encoding == 'B' && content.length() % 4 != 0);
        }

        boolean continues(Word before) {
            return charset.equals(before.charset)
                    && !charset.equals("utf-7"); // a utf-7 word ends its base64 without a sign
        }
    }

    private EncodedWords(String text) {
        this.text = text;
        this.lastEnd = text.lastIndexOf("?=");
    }

    /** Decodes the words in a text. Words that break a rule are added to the problems. */
    static String decode(String text, Problems problems) {
        if (!text.contains("=?")) {
            return text;
        }
        EncodedWords words = new EncodedWords(text);
        String decoded = words.decoded();
        if (words.mended) {
            problems.add("An encoded-word breaks RFC 2047: " + Problems.excerpt(text));
        }
        return decoded;
    }

    private String decoded() {
        int at = 0;
        int plain = 0; // the start of the text before the next word
        while (at >= 0 && at < text.length()) {
            int start = text.indexOf("=?", at);
            int end = start < 0 ? -1 : wordEnd(start);
            if (end < 0) {
                at = start < 0 ? -1 : start + 2;
                continue;
            }
            String between = text.substring(plain, start);
            if (run.isEmpty() || !between.isBlank()) {
                flush();
                decoded.append(between);
            }
            add(start, end);
            at = end;
            plain = end;
        }
        flush();
        return decoded.append(text, plain, text.length()).toString();
    }

    /** The position after a word that begins here; -1 if no word begins here. */
    private int wordEnd(int start) {
        int charsetEnd = start + 2;
        while (charsetEnd < text.length() && isTokenCharacter(text.charAt(charsetEnd))) {
            charsetEnd++;
        }
        boolean encoded = charsetEnd > start + 2
                && charsetEnd + 2 < text.length()
                && text.charAt(charsetEnd) == '?'
                && "BbQq".indexOf(text.charAt(charsetEnd + 1)) >= 0
                && text.charAt(charsetEnd + 2) == '?';
        if (!encoded) {
            return -1;
        }
        int content = charsetEnd + 3;
        boolean known = Charsets.named(charset(start, charsetEnd)).isPresent();
        mended |= !known; // it stays as it is
        return known && content <= lastEnd ? text.indexOf("?=", content) + 2 : -1;
    }

    private static boolean isTokenCharacter(char c) {
        return c > ' ' && c < 0x7f && "()<>@,;:\"/[]?=".indexOf(c) < 0;
    }

    /** The charset of a word without the language after it (RFC 2231 section 5). */
    private String charset(int start, int end) {
        String label = text.substring(start + 2, end).toLowerCase(Locale.ROOT);
        int star = label.indexOf('*');
        return star < 0 ? label : label.substring(0, star);
    }

    private void add(int start, int end) {
        int charsetEnd = text.indexOf('?', start + 2);
        char encoding = Character.toUpperCase(text.charAt(charsetEnd + 1));
        Word word = new Word(charset(start, charsetEnd), encoding, text.substring(charsetEnd + 3, end - 2));
        mended |= word.isLoose() || !mayStandBeside(start - 1) || !mayStandBeside(end);
        if (!run.isEmpty() && !word.continues(run.get(0))) {
            flush();
        }
        run.add(word);
    }

    /** A word must have blanks around it; mail programs also accept a bracket or a quote. */
    private boolean mayStandBeside(int position) {
        return position < 0 || position >= text.length() || " \t()\"".indexOf(text.charAt(position)) >= 0;
    }

    private void flush() {
        if (run.isEmpty()) {
            return;
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        StringBuilder apart = new StringBuilder();
        for (Word word : run) {
            byte[] content = word.octets();
            octets.writeBytes(content);
            apart.append(word.decode(content));
        }
        String together = run.get(0).decode(octets.toByteArray());
        mended |= !together.contentEquals(apart); // a character is split
        decoded.append(together);
        run.clear();
    }

    private static byte[] withoutQ(byte[] encoded) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            int value = encoded[i] == '=' && i + 2 < encoded.length
                    ? QuotedPrintable.hex(encoded[i + 1], encoded[i + 2])
                    : -1;
            octets.write(value >= 0 ? value : encoded[i] == '_' ? ' ' : encoded[i]);
            i += value >= 0 ? 2 : 0;
        }
        return octets.toByteArray();
    }
}
