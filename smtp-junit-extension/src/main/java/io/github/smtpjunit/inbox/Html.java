package io.github.smtpjunit.inbox;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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

    private static final int MAX_INDENT = 50; // what is deeper has its depth as a number

    private Html() {}

    static List<String> without(Collection<String> words, Collection<String> others) {
        return words.stream().filter(word -> !others.contains(word)).toList();
    }

    /** The document, one tag or text a line: attributes in order, white space collapsed, comments left out. */
    static String canonical(String html) {
        StringBuilder lines = new StringBuilder();
        Document document = Jsoup.parse(html);
        if (document.head().childNodeSize() > 0) {
            append(lines, document.head());
        }
        append(lines, document.body());
        return Texts.lines(lines.toString());
    }

    /** Without recursion: a mail may be as deep as it likes. */
    private static void append(StringBuilder lines, Element root) {
        root.traverse((node, depth) -> append(lines, node, depth));
    }

    private static void append(StringBuilder lines, Node node, int depth) {
        if (node instanceof TextNode text && !text.isBlank()) {
            line(lines, depth, text.getWholeText().replaceAll("\\s+", " ").strip());
        } else if (node instanceof Element element) {
            line(lines, depth, "<" + element.tagName() + attributes(element) + ">");
        } else if (node instanceof DataNode data && !data.getWholeData().isBlank()) {
            line(lines, depth, data.getWholeData().replaceAll("\\s+", " ").strip());
        }
    }

    private static void line(StringBuilder lines, int depth, String line) {
        lines.append("  ".repeat(Math.min(depth, MAX_INDENT)));
        if (depth > MAX_INDENT) {
            lines.append('(').append(depth).append(") ");
        }
        lines.append(line).append('\n');
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
