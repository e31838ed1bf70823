package io.github.smtpjunit.mail;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The labels of charsets. Nearly all mails are in ASCII or UTF-8, which {@link Charsets} finds without this table. */
final class CharsetLabels {

    private static final Set<String> WITH_CONTROLS = Set.of("windows-1252", "windows-1254", "x-windows-874");
    private static final String CONTROLS = controls();
    private static final char NO_BREAK_SPACE = 0xa0;
    private static final char SOFT_HYPHEN = 0xad;

    /** ISO/IEC 8859-10 and -14, which the JDK does not have. */
    private static final TextCharset LATIN_6 = TextCharset.of(
            "ISO-8859-10",
            CONTROLS
                    + NO_BREAK_SPACE
                    + "ĄĒĢĪĨĶ§ĻĐŠŦŽ"
                    + SOFT_HYPHEN
                    + "ŪŊ°ąēģīĩķ·ļđšŧž―ūŋ"
                    + "ĀÁÂÃÄÅÆĮČÉĘËĖÍÎÏÐŅŌÓÔÕÖŨØŲÚÛÜÝÞßāáâãäåæįčéęëėíîïðņōóôõöũøųúûüýþĸ");

    private static final TextCharset LATIN_8 = TextCharset.of(
            "ISO-8859-14",
            CONTROLS
                    + NO_BREAK_SPACE
                    + "Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ"
                    + SOFT_HYPHEN
                    + "®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡ"
                    + "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏŴÑÒÓÔÕÖṪØÙÚÛÜÝŶßàáâãäåæçèéêëìíîïŵñòóôõöṫøùúûüýŷÿ");

    /** The JDK's name, and the labels for it without punctuation. */
    private static final Map<String, String> JDK_NAMES = labels(
            "UTF-8: utf8 unicode11utf8 unicode20utf8",
            "UTF-16BE: utf16be unicodefffe",
            "UTF-16LE: utf16 utf16le csunicode iso10646ucs2 ucs2 unicode unicodefeff",
            "windows-1252: iso88591 latin1 l1 cp819 ibm819 csisolatin1 isoir100 ansi",
            "windows-1254: iso88599 latin5 l5 csisolatin5 isoir148",
            "x-windows-874: iso885911 tis620 cp874 windows874 dos874",
            "ISO-8859-2: latin2 l2 csisolatin2 isoir101",
            "ISO-8859-3: latin3 l3 csisolatin3 isoir109",
            "ISO-8859-4: latin4 l4 csisolatin4 isoir110",
            "ISO-8859-5: cyrillic csisolatincyrillic isoir144",
            "ISO-8859-6: arabic asmo708 ecma114 iso88596e iso88596i csiso88596e csiso88596i csisolatinarabic isoir127",
            "ISO-8859-7: greek greek8 elot928 ecma118 suneugreek csisolatingreek isoir126",
            "ISO-8859-8: hebrew visual logical iso88598e iso88598i csiso88598e csiso88598i csisolatinhebrew isoir138",
            "ISO-8859-10: iso885910 latin6 l6 csisolatin6 isoir157",
            "ISO-8859-14: iso885914 latin8 l8",
            "ISO-8859-15: latin9 l9 csisolatin9",
            "ISO-8859-16: latin10 l10",
            "KOI8-R: koi8 koi8r koi cskoi8r",
            "KOI8-U: koi8u koi8ru",
            "IBM866: 866 csibm866",
            "x-MacRoman: macintosh mac macroman csmacintosh",
            "x-MacUkraine: maccyrillic macukrainian",
            "GB18030: gb18030 gbk gb2312 gb231280 chinese cp936 ms936 mswin936 csgb2312 csiso58gb231280 isoir58 euccn",
            "Big5-HKSCS: big5 big5hkscs cnbig5 csbig5 xbig5 cp950 ms950 windows950",
            "windows-31j: shiftjis sjis mskanji csshiftjis ms932 cp932 windows31j",
            "EUC-JP: eucjp eucjpopen cseucpkdfmtjapanese",
            "x-windows-iso2022jp: iso2022jp csiso2022jp iso2022jpms cp50220 cp50221",
            "x-windows-949: euckr korean ksc56011987 ksc56011989 ksc5601 cseuckr csksc56011987 isoir149 cp949 ms949"
                    + " uhc");

    private static final Map<String, TextCharset> OURS =
            Map.of("usascii", Charsets.US_ASCII, "utf7", Utf7.CHARSET, "unicode11utf7", Utf7.CHARSET);

    private static final Pattern WINDOWS = Pattern.compile("^(win|cp|ms)(?=125[0-8]$)");
    private static final Pattern DOS = Pattern.compile("^dos(?=[0-9]{3}$)");

    private CharsetLabels() {}

    /** The charset of a label as {@link Charsets#plain} returns it; null for an unknown label. */
    static @Nullable TextCharset find(String label) {
        String plain = official(label);
        TextCharset ours = OURS.get(plain);
        if (ours != null) {
            return ours;
        }
        String name = JDK_NAMES.getOrDefault(plain, plain);
        return switch (name) {
            case "ISO-8859-10" -> LATIN_6;
            case "ISO-8859-14" -> LATIN_8;
            case "GB18030" -> EastAsianCharsets.GB18030;
            case "Big5-HKSCS" -> EastAsianCharsets.BIG5;
            case "EUC-JP" -> EastAsianCharsets.EUC_JP;
            default -> ofJdk(name);
        };
    }

    private static String plain(String name) {
        return official(Charsets.plain(name));
    }

    /** Reads what senders write for the names of code pages, such as win1252 and dos850. */
    private static String official(String plain) {
        String windows = WINDOWS.matcher(plain).replaceFirst("windows");
        return DOS.matcher(windows).replaceFirst("cp");
    }

    private static @Nullable TextCharset ofJdk(String name) {
        Charset charset = OfJdk.BY_LABEL.get(plain(name));
        if (charset == null) {
            return null;
        }
        String own = plain(charset.name());
        if (!plain(name).equals(own) && (OURS.containsKey(own) || JDK_NAMES.containsKey(own))) {
            return Charsets.named(own).orElse(null); // a name that only the JDK has for a charset of the standard
        }
        boolean singleOctets = name.startsWith("windows125") || WITH_CONTROLS.contains(name);
        return singleOctets ? TextCharset.withControls(charset) : TextCharset.of(charset);
    }

    /**
     * The charsets of the JDK by name and alias. A look-up of an unknown name in the JDK takes a millisecond each time.
     */
    private static final class OfJdk {
        static final Map<String, Charset> BY_LABEL = new HashMap<>();

        static {
            for (Charset charset : Charset.availableCharsets().values()) {
                charset.aliases().forEach(alias -> BY_LABEL.putIfAbsent(plain(alias), charset));
            }
            for (Charset charset : Charset.availableCharsets().values()) {
                BY_LABEL.put(plain(charset.name()), charset);
            }
        }
    }

    private static String controls() {
        StringBuilder controls = new StringBuilder();
        for (char c = 0x80; c < 0xa0; c++) {
            controls.append(c);
        }
        return controls.toString();
    }

    private static Map<String, String> labels(String... rows) {
        Map<String, String> names = new HashMap<>();
        for (String row : List.of(rows)) {
            int colon = row.indexOf(':');
            for (String label : row.substring(colon + 1).strip().split(" ", -1)) {
                names.put(label, row.substring(0, colon));
            }
        }
        return names;
    }
}
