package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jspecify.annotations.Nullable;

/**
 * HTML as a mail program shows it: its visible text, its links, and the pictures that it loads. Conditional comments
 * for Outlook count, since Outlook shows their content. Immutable.
 */
public final class HtmlBody {

    private static final Pattern BLANKS = Pattern.compile("\\s");
    private static final String ZERO = ":0+(?:\\.0+)?(?:px|pt|r?em|%)?(?:!|;|$)";
    private static final Pattern TRANSPARENT = Pattern.compile("(?:^|;)opacity" + ZERO);
    private static final Pattern FONT_SIZE = Pattern.compile("(?:^|;)font-size:[^;]");
    private static final Pattern NO_FONT_SIZE = Pattern.compile("(?:^|;)font-size" + ZERO);
    private static final Pattern FLAT = Pattern.compile("(?:^|;)(?:max-)?height" + ZERO);

    private static final Set<String> UNSEEN = Set.of("head", "style", "script", "template");
    private static final Set<String> MEDIA = Set.of("img", "input", "video", "audio", "source");

    private final Document document;
    private final List<Link> links = new ArrayList<>();
    private final Set<String> images = new LinkedHashSet<>();
    private final Set<String> contentIds = new LinkedHashSet<>();
    private volatile @Nullable String visibleLines; // read on first use

    private HtmlBody(Document document) {
        this.document = document;
        document.nodeStream().forEach(this::look);
    }

    /**
     * Reads HTML.
     *
     * @param html the source, read as a browser reads it
     * @return the HTML as a mail program shows it
     */
    public static HtmlBody of(String html) {
        return new HtmlBody(Jsoup.parse(requireNonNull(html, "html")));
    }

    private void look(Node node) {
        if (node instanceof Element element) {
            look(element);
        } else if (node instanceof DataNode data && isStyle(data.parent())) {
            CssUrls.in(data.getWholeData()).forEach(this::image);
        } else if (node instanceof Comment comment) {
            conditional(comment.getData())
                    .ifPresent(html -> Jsoup.parseBodyFragment(html)
                            .body()
                            .nodeStream(Element.class)
                            .forEach(this::look));
        }
    }

    private static boolean isStyle(@Nullable Node parent) {
        return parent != null && parent.nameIs("style");
    }

    /** The content of a comment that Outlook reads: {@code <!--[if mso]> .. <![endif]-->}. */
    private static Optional<String> conditional(String comment) {
        int start = comment.indexOf("]>");
        int end = comment.lastIndexOf("<![endif]");
        boolean conditional = comment.stripLeading().toLowerCase(Locale.ROOT).startsWith("[if") && start >= 0;
        return conditional && end > start ? Optional.of(comment.substring(start + 2, end)) : Optional.empty();
    }

    private void look(Element element) {
        boolean vml = element.tagName().indexOf(':') > 0;
        if (element.hasAttr("href") && (element.nameIs("a") || element.nameIs("area") || vml)) {
            links.add(new Link(text(element), target(element.attr("href"))));
        }
        if ((vml || MEDIA.contains(element.tagName())) && element.hasAttr("src")) {
            image(element.attr("src"));
        }
        for (Attribute attribute : element.attributes()) {
            switch (attribute.getKey()) {
                case "background", "poster" -> image(attribute.getValue());
                case "srcset" -> SourceSet.in(attribute.getValue()).forEach(this::image);
                case "style" -> CssUrls.in(attribute.getValue()).forEach(this::image);
                default -> {}
            }
            contentId(attribute.getValue());
        }
    }

    private void image(String source) {
        String target = target(source);
        images.add(target);
        contentId(target);
    }

    private void contentId(String url) {
        if (url.regionMatches(true, 0, "cid:", 0, 4)) {
            contentIds.add(decoded(target(url).substring(4)));
        }
    }

    /** A plus sign stands for itself in a cid URL (RFC 2392). */
    private static String decoded(String contentId) {
        try {
            return URLDecoder.decode(contentId.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return contentId; // not percent-encoded
        }
    }

    /**
     * An address without the characters that browsers remove: line ends, tabs, and surrounding blanks (WHATWG URL,
     * 4.4).
     */
    private static String target(String attribute) {
        StringBuilder target = new StringBuilder(attribute.length());
        for (int i = 0; i < attribute.length(); i++) {
            char c = attribute.charAt(i);
            if (c != '\r' && c != '\n' && c != '\t') {
                target.append(c);
            }
        }
        return target.toString().strip();
    }

    private static String text(Element link) {
        if (link.hasText()) {
            return link.text();
        }
        return link.nameIs("area")
                ? link.attr("alt")
                : String.join(" ", link.select("img[alt]").eachAttr("alt"));
    }

    /**
     * Returns the links: anchors, areas of image maps, and the shapes that Outlook draws.
     *
     * @return in their order, repetitions included
     */
    public List<Link> links() {
        return List.copyOf(links);
    }

    /**
     * Returns the addresses of pictures, videos and sounds: in {@code src}, {@code srcset}, {@code background} and
     * {@code poster}, in style sheets, and in the shapes that Outlook draws.
     *
     * @return the addresses without line ends and surrounding blanks, in their order, without repetitions
     */
    public List<String> images() {
        return List.copyOf(images);
    }

    /**
     * Returns the Content-IDs that the HTML refers to by {@code cid:} (RFC 2392).
     *
     * @return decoded, in their order, without repetitions
     */
    public List<String> contentIds() {
        return List.copyOf(contentIds);
    }

    /**
     * Returns the text that a mail program shows.
     *
     * @return the text that is not hidden, with white space collapsed
     */
    public String visibleText() {
        return VisibleText.collapsed(visibleLines());
    }

    /**
     * Returns the text that a mail program shows, in lines: each paragraph, heading, item of a list or row of a table
     * begins one.
     *
     * @return the lines that are not blank, separated by line feeds, with white space in them collapsed
     */
    public String visibleLines() {
        String lines = visibleLines;
        if (lines == null) {
            lines = readVisibleLines();
            visibleLines = lines;
        }
        return lines;
    }

    private String readVisibleLines() {
        StringBuilder text = new StringBuilder();
        Deque<Boolean> sizes = new ArrayDeque<>(List.of(false)); // whether letters have no size, for each open element
        document.filter(new NodeFilter() {
            @Override
            public FilterResult head(Node node, int depth) {
                if (node instanceof Element element) {
                    if (isHidden(element)) {
                        return FilterResult.SKIP_ENTIRELY;
                    }
                    sizes.push(hidesLetters(element.attr("style")).orElse(sizes.element()));
                    text.append(around(element));
                } else if (node instanceof TextNode words && !sizes.element()) {
                    text.append(words.getWholeText().replace('\n', ' '));
                }
                return FilterResult.CONTINUE;
            }

            @Override
            public FilterResult tail(Node node, int depth) {
                if (node instanceof Element element) {
                    sizes.pop();
                    text.append(around(element));
                }
                return FilterResult.CONTINUE;
            }
        });
        return VisibleText.collapsedLines(text.toString());
    }

    private static boolean isHidden(Element element) {
        return UNSEEN.contains(element.normalName()) || element.hasAttr("hidden") || hides(element.attr("style"));
    }

    /** What separates an element from what is beside it. */
    private static String around(Element element) {
        if (element.nameIs("td") || element.nameIs("th")) {
            return " ";
        }
        return element.nameIs("br") || element.isBlock() ? "\n" : "";
    }

    /**
     * Tells whether an inline style gives letters no size. It does not hide elements inside that have a size of their
     * own.
     *
     * @param style the value of a {@code style} attribute
     * @return empty if the style names no size of letters
     */
    public static Optional<Boolean> hidesLetters(String style) {
        String declarations = declarations(requireNonNull(style, "style"));
        return FONT_SIZE.matcher(declarations).find()
                ? Optional.of(NO_FONT_SIZE.matcher(declarations).find())
                : Optional.empty();
    }

    private static String declarations(String style) {
        return style.isEmpty() ? "" : BLANKS.matcher(style).replaceAll("").toLowerCase(Locale.ROOT);
    }

    /**
     * Tells whether an inline style hides its element and all in it. What only Outlook hides ({@code mso-hide}) is
     * shown.
     *
     * @param style the value of a {@code style} attribute
     * @return true if mail programs show nothing of the element
     */
    public static boolean hides(String style) {
        String declarations = declarations(requireNonNull(style, "style"));
        return declarations.contains("display:none")
                || declarations.contains("visibility:hidden")
                || TRANSPARENT.matcher(declarations).find()
                || (declarations.contains("overflow:hidden")
                        && FLAT.matcher(declarations).find());
    }

    /**
     * Returns the text that mail programs show beside the subject: the first text of the body, hidden or not.
     *
     * @return the text, with white space collapsed; empty if there is no text
     */
    public String preheader() {
        Document shown = document.clone();
        shown.select("style, script, template").remove();
        return shown.body()
                .nodeStream(TextNode.class)
                .filter(text -> !VisibleText.collapsed(text.text()).isEmpty())
                .findFirst()
                .map(text -> VisibleText.collapsed(block(text).text()))
                .orElse("");
    }

    /** The nearest element around a text that is not part of a line. */
    private static Element block(TextNode text) {
        Node parent = text.parent();
        while (parent instanceof Element element && !element.isBlock() && element.parent() != null) {
            parent = element.parent();
        }
        return parent instanceof Element element ? element : new Element("p").appendText(text.text());
    }
}
