package io.github.smtpjunit.mail.lint;

import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern of which each match contains one of a few signs: characters or words that are rare in texts. The pattern is
 * tried near these only, so a long mail without them costs next to nothing.
 *
 * @param pattern what to look for; no match is longer than a block
 * @param signs each match contains one of them
 */
record SignedPattern(Pattern pattern, List<String> signs) {

    private static final int BLOCK = 1024;

    static SignedPattern of(String regex, String... signs) {
        return new SignedPattern(Pattern.compile(regex), List.of(signs));
    }

    /** Tells whether a text has one of the signs. */
    boolean mayMatch(String text) {
        for (String sign : signs) {
            if (text.contains(sign)) {
                return true;
            }
        }
        return false;
    }

    /** Passes on what matches, as if the pattern was tried everywhere, without white space around it. */
    void seek(String text, Consumer<String> found) {
        if (!mayMatch(text)) {
            return;
        }
        Matcher matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
        BitSet near = near(text);
        int end;
        for (int start = near.nextSetBit(0); start >= 0; start = near.nextSetBit(end)) {
            end = near.nextClearBit(start);
            matcher.region(start * BLOCK, Math.min(text.length(), end * BLOCK));
            while (matcher.find()) {
                found.accept(matcher.group().strip());
            }
        }
    }

    /** The blocks of the text that have a sign, and the ones beside them. */
    private BitSet near(String text) {
        BitSet near = new BitSet();
        int last = (text.length() - 1) / BLOCK;
        for (String sign : signs) {
            int at = text.indexOf(sign);
            while (at >= 0) {
                int block = at / BLOCK;
                near.set(Math.max(0, block - 1), Math.min(last, block + 1) + 1);
                at = text.indexOf(sign, (block + 1) * BLOCK);
            }
        }
        return near;
    }
}
