package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.ParsedMail;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * The HTML of a mail, made harmless: only elements and attributes stay that show something, pictures in the mail become
 * data, remote ones boxes, and links lose their address. Behind this wall stand two more: the policy in the document,
 * and the frame's sandbox.
 */
final class SafeHtml {

    /** What is read of the source, in characters. */
    static final int MAX_SOURCE = 500_000;

    /** The attribute that marks a link instead of its address. */
    static final String LINK = "data-link";

    /** The first element of the document. The page's script exchanges two words in it: see {@code page.js}. */
    private static final String HEAD = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
            + " style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'\">"
            + "<meta name=\"color-scheme\" content=\"light\"><meta charset=\"utf-8\"><title>HTML body</title>"
            + "<style>:where([" + LINK + "]){color:LinkText;text-decoration:underline}</style>";

    private static final Set<String> ELEMENTS = Set.of(
            ("a abbr acronym address article aside b bdi bdo big blockquote body br button caption center cite code col colgroup dd del"
                            + " details dfn dir div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head"
                            + " header hr html i img input ins kbd label legend li main mark menu nav ol optgroup option p pre q rp rt"
                            + " ruby s samp section select small span strike strong style sub summary sup table tbody td textarea"
                            + " tfoot th thead time tr tt u ul var wbr")
                    .split(" "));

    private static final Set<String> ATTRIBUTES = Set.of(
            ("abbr align alink alt bgcolor border bordercolor cellpadding cellspacing checked class clear color cols colspan dir face"
                            + " frame headers height hidden hspace id lang link media noshade nowrap open placeholder reversed role rows rowspan"
                            + " rules scope selected size span start summary text title type valign value vlink vspace width")
                    .split(" "));

    /** Elements that go together with what is in them. Of other unknown ones the content stays. */
    private static final Set<String> DROPPED = Set.of(
            ("applet audio base canvas embed frame frameset iframe link math meta noembed noframes object param script source svg template"
                            + " title track video")
                    .split(" "));

    private static final Set<String> WITHOUT_NOTE = Set.of("meta", "title", "param", "source", "track");
    private static final Set<String> CONTROLS = Set.of("button", "input", "select", "textarea", "option", "fieldset");

    private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n\\t]");

    private final Pictures pictures;
    private final Map<String, Integer> dropped = new LinkedHashMap<>();
    private final List<RemoteImage> remote = new ArrayList<>();
    private final boolean cut;
    private final String document;

    private SafeHtml(ParsedMail mail, String html) {
        pictures = new Pictures(mail);
        Cut<String> source = Cut.text(html, MAX_SOURCE);
        cut = !source.leftOut().isEmpty();
        document = write(Jsoup.parse(source.shown()));
    }

    static Optional<SafeHtml> of(ParsedMail mail) {
        return mail.html().map(html -> new SafeHtml(mail, html));
    }

    String document() {
        return document;
    }

    /** The images in place of which boxes are shown, in their order; those of style sheets too, which have no box. */
    List<RemoteImage> remoteImages() {
        return List.copyOf(remote);
    }

    /** What is not as in the mail. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (cut) {
            notes.add("The HTML is long: only its first " + Words.number(MAX_SOURCE) + " characters are shown.");
        }
        if (!remote.isEmpty()) {
            notes.add(Words.count(remote.size(), "remote image")
                    + (remote.size() == 1 ? " is not loaded." : " are not loaded."));
        }
        if (pictures.leftOut() > 0) {
            notes.add(Words.count(pictures.leftOut(), "picture")
                    + " in the mail not shown: not a PNG, JPEG, GIF or WebP file, or too large for this page.");
        }
        if (!dropped.isEmpty()) {
            List<String> names = new ArrayList<>();
            dropped.forEach((name, count) -> names.add(Words.number(count) + " × " + name));
            notes.add("Left out, because nothing in a mail may run or load: " + String.join(", ", names) + ".");
        }
        return notes;
    }

    private String write(Document html) {
        html.outputSettings().prettyPrint(false).escapeMode(Entities.EscapeMode.xhtml);
        html.filter((node, depth) -> isKept(node) ? NodeFilter.FilterResult.CONTINUE : NodeFilter.FilterResult.REMOVE);
        Element root = html.child(0);
        StringBuilder safe = new StringBuilder("<!DOCTYPE html><html")
                .append(root.attributes().html())
                .append("><head>")
                .append(HEAD);
        html.head().select("style").forEach(style -> safe.append(style.outerHtml()));
        return safe.append("</head>")
                .append(html.body().outerHtml())
                .append("</html>")
                .toString();
    }

    /** Cleans a node, if it stays at all. */
    private boolean isKept(Node node) {
        if (node instanceof DataNode data) {
            data.setWholeData(styles(data.getWholeData()).replace("</", "<\\/"));
            return data.parent() != null && data.parent().nameIs("style");
        }
        if (!(node instanceof Element element) || element instanceof Document) {
            return node instanceof TextNode || node instanceof Document;
        }
        String name = element.normalName();
        if (DROPPED.contains(name)) {
            if (!WITHOUT_NOTE.contains(name)) {
                dropped.merge(name, 1, Integer::sum);
            }
            return false;
        }
        if (ELEMENTS.contains(name)) {
            cleanAttributes(element, name);
        } else {
            element.tagName("span").clearAttributes();
        }
        return true;
    }

    private void cleanAttributes(Element element, String name) {
        String source = address(element.attr("src"));
        String background = address(element.attr("background"));
        String target = name.equals("a") ? address(element.attr("href")) : "";
        if (element.hasAttr("action") || element.hasAttr("formaction")) {
            dropped.merge("form target", 1, Integer::sum);
        }
        RemoteImage image =
                new RemoteImage(source, element.attr("alt"), pixels(element, "width"), pixels(element, "height"));
        for (Attribute attribute : element.attributes().asList()) {
            String key = attribute.getKey().toLowerCase(Locale.ROOT);
            if (key.equals("style")) {
                element.attr(attribute.getKey(), styles(attribute.getValue()));
            } else if (!ATTRIBUTES.contains(key) && !key.startsWith("aria-")) {
                element.removeAttr(attribute.getKey());
            }
        }
        if (!target.isEmpty()) {
            element.attr(LINK, true).attr("title", target);
        }
        if (CONTROLS.contains(name)) {
            element.attr("disabled", true);
        }
        if (name.equals("img") || (name.equals("input") && element.attr("type").equalsIgnoreCase("image"))) {
            element.tagName("img").attr("src", picture(image));
        }
        if (!background.isEmpty()) {
            element.attr("background", find(background));
        }
    }

    private static String address(String attribute) {
        return attribute.isEmpty()
                ? ""
                : LINE_BREAKS.matcher(attribute).replaceAll("").strip();
    }

    private String picture(RemoteImage image) {
        return pictures.find(image.address()).orElseGet(() -> {
            if (Pictures.isInMail(image.address())) {
                String why = image.address().startsWith("data:") ? "data" : image.address();
                return new RemoteImage("not shown: " + why, image.alt(), image.width(), image.height()).box();
            }
            remote.add(image);
            return image.box();
        });
    }

    private String styles(String css) {
        return SafeStyles.of(css, this::find);
    }

    /** What is loaded instead of a background: the picture in the mail, or nothing. */
    private String find(String address) {
        return pictures.find(address).orElseGet(() -> {
            if (!address.isEmpty() && !address.startsWith("#") && !Pictures.isInMail(address)) {
                remote.add(new RemoteImage(address, "in a style", 0, 0));
            }
            return "data:,";
        });
    }

    /** The width or height of an image in CSS pixels; 0 if it is not said in pixels. */
    private static int pixels(Element image, String property) {
        String length = image.attr(property);
        for (String declaration : image.attr("style").split(";", -1)) {
            int colon = declaration.indexOf(':');
            if (colon > 0 && declaration.substring(0, colon).strip().equalsIgnoreCase(property)) {
                length = declaration.substring(colon + 1);
            }
        }
        String digits =
                length.strip().toLowerCase(Locale.ROOT).replace("px", "").strip();
        try {
            return digits.length() > 6 ? 0 : Math.max(0, (int) Double.parseDouble(digits));
        } catch (NumberFormatException e) {
            return 0; // such as 100%
        }
    }
}
