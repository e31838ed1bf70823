package io.github.smtpjunit.jupiter;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** What an HTML body is apart from its spelling. */
final class Html {

    private Html() {}

    static boolean isHidden(Element element) {
        String style = element.attr("style").replaceAll("\\s", "").toLowerCase(Locale.ROOT);
        return style.contains("display:none") || style.contains("visibility:hidden") || style.contains("mso-hide:all");
    }

    /** Without the invisible characters that fill up a pre-header, and without superfluous white space. */
    static String cleaned(String text) {
        return text.replaceAll("[\\u00ad\\u034f\\u200b-\\u200f\\u2060\\ufeff]", "")
                .replaceAll("[\\s\\u00a0\\u2007]+", " ")
                .strip();
    }

    /** The words of a text in lower case, web addresses left out. */
    static Set<String> words(String text) {
        return Arrays.stream(Normalizer.normalize(text, Normalizer.Form.NFC)
                        .replaceAll("\\b(https?://|mailto:)\\S+", " ")
                        .toLowerCase(Locale.ROOT)
                        .split("[^\\p{L}\\p{M}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static List<String> without(Collection<String> words, Collection<String> others) {
        return words.stream().filter(word -> !others.contains(word)).toList();
    }

    /** The document, one tag or text a line: attributes in order, white space collapsed, comments left out. */
    static String canonical(String html) {
        StringBuilder lines = new StringBuilder();
        Document document = Jsoup.parse(html);
        append(lines, document.head(), 0);
        append(lines, document.body(), 0);
        return Texts.lines(lines.toString());
    }

    private static void append(StringBuilder lines, Node node, int depth) {
        if (node instanceof TextNode text && !text.isBlank()) {
            line(lines, depth, text.getWholeText().replaceAll("\\s+", " ").strip());
        } else if (node instanceof Element element) {
            boolean emptyHead = element.nameIs("head") && element.childNodeSize() == 0;
            if (!emptyHead) {
                line(lines, depth, "<" + element.tagName() + attributes(element) + ">");
                element.childNodes().forEach(child -> append(lines, child, depth + 1));
            }
        } else if (node instanceof DataNode data && !data.getWholeData().isBlank()) {
            line(lines, depth, data.getWholeData().replaceAll("\\s+", " ").strip());
        }
    }

    private static void line(StringBuilder lines, int depth, String line) {
        lines.append("  ".repeat(depth)).append(line).append('\n');
    }

    private static String attributes(Element element) {
        return element.attributes().asList().stream()
                .map(Html::attribute)
                .sorted()
                .collect(Collectors.joining());
    }

    private static String attribute(Attribute attribute) {
        String value = attribute.getValue().replaceAll("\\s+", " ").strip();
        String normal = attribute.getKey().equals("class")
                ? Arrays.stream(value.split(" ")).sorted().distinct().collect(Collectors.joining(" "))
                : value;
        return " " + attribute.getKey() + "=\"" + normal + "\"";
    }
}
