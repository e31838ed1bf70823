package io.github.smtpjunit.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Parameters as they are written, and decoded by RFC 2231: long ones come in pieces, others with a charset. */
final class Parameters {

    private static final int WHOLE = -1; // name*=, a single piece with a charset
    private static final int MAX_DIGITS = 4;

    private final Map<String, String> plain = new LinkedHashMap<>();
    private final Map<String, NavigableMap<Integer, Piece>> extended = new LinkedHashMap<>();
    private boolean mended;

    private record Piece(String text, boolean encoded) {}

    void add(String name, String text) {
        int star = name.indexOf('*');
        if (star <= 0) {
            mended |= plain.putIfAbsent(name, text) != null;
            return;
        }
        boolean encoded = name.endsWith("*");
        String number = name.substring(star + 1, Math.max(star + 1, name.length() - (encoded ? 1 : 0)));
        if (number.length() > MAX_DIGITS || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            mended = true;
            return;
        }
        int index = number.isEmpty() ? WHOLE : Integer.parseInt(number);
        extended.computeIfAbsent(name.substring(0, star), key -> new TreeMap<>())
                .putIfAbsent(index, new Piece(text, encoded));
    }

    boolean isMended() {
        return mended;
    }

    /** The values; a value in the form of RFC 2231 overrides a plain one for older mail programs. */
    Map<String, String> decoded() {
        Map<String, String> decoded = new LinkedHashMap<>(plain);
        extended.forEach((name, pieces) -> decoded.put(name, joined(pieces)));
        return Map.copyOf(decoded);
    }

    private String joined(NavigableMap<Integer, Piece> pieces) {
        Piece whole = pieces.remove(WHOLE);
        if (whole != null) {
            mended |= !pieces.isEmpty();
            pieces.clear();
            pieces.put(0, whole);
        }
        mended |= pieces.firstKey() != 0 || pieces.lastKey() != pieces.size() - 1;
        Piece first = pieces.firstEntry().getValue();
        String label = "";
        if (first.encoded()) {
            int end = first.text().indexOf('\'');
            int languageEnd = first.text().indexOf('\'', end + 1);
            if (end >= 0 && languageEnd > end) {
                label = first.text().substring(0, end);
                pieces.put(pieces.firstKey(), new Piece(first.text().substring(languageEnd + 1), true));
            } else {
                mended = true;
            }
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        pieces.values().forEach(piece -> append(piece, octets));
        byte[] value = octets.toByteArray();
        Optional<TextCharset> charset = Charsets.named(label);
        mended |= !label.isEmpty() && charset.isEmpty();
        return charset.orElseGet(() -> Charsets.guess(value)).decode(value);
    }

    private static void append(Piece piece, ByteArrayOutputStream octets) {
        byte[] text = piece.text().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length; i++) {
            int value = piece.encoded() && text[i] == '%' && i + 2 < text.length
                    ? QuotedPrintable.hex(text[i + 1], text[i + 2])
                    : -1;
            octets.write(value >= 0 ? value : text[i]);
            i += value >= 0 ? 2 : 0;
        }
    }
}
