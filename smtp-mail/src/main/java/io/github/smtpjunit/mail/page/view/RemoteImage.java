package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.VisibleText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An image that is not shown: a box of its size with a label stands in its place.
 *
 * @param address where a mail program would fetch it, or what it is
 * @param alt its text for those who do not see it
 * @param width in CSS pixels; 0 if the mail does not say it
 * @param height in CSS pixels; 0 if the mail does not say it
 */
record RemoteImage(String address, String alt, int width, int height) {

    private static final int DEFAULT_WIDTH = 160;
    private static final int DEFAULT_HEIGHT = 60;
    private static final int CHAR_WIDTH = 7;
    private static final int LINE = 16;
    private static final int MAX_SIDE = 4000;

    String size() {
        return width == 0 && height == 0
                ? "size not given"
                : (width == 0 ? "?" : width) + " × " + (height == 0 ? "?" : height);
    }

    boolean isTracker() {
        return width > 0 && height > 0 && width <= 2 && height <= 2;
    }

    /**
     * The box: an SVG of our own, in which all that comes from the mail is text. As the source of an image it runs and
     * loads nothing.
     */
    String box() {
        int w = width == 0 ? DEFAULT_WIDTH : Math.min(width, MAX_SIDE);
        int h = height == 0 ? DEFAULT_HEIGHT : Math.min(height, MAX_SIDE);
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + w + "\" height=\""
                + h + "\"><rect x=\".5\" y=\".5\" width=\"" + Math.max(0, w - 1) + "\" height=\"" + Math.max(0, h - 1)
                + "\" fill=\"#eef1f5\" stroke=\"#7b8698\" stroke-dasharray=\"4 3\"/>");
        if (w >= 40 && h >= 16) {
            String label = alt.isBlank() ? "Image" : alt;
            List<String> lines = lines(label, w, h);
            int y = h / 2 + 4 - (lines.size() - 1) * LINE / 2;
            for (int i = 0; i < lines.size(); i++) {
                svg.append(line(lines.get(i), w, y + i * LINE, i == 0 ? "600" : "400"));
            }
        }
        return "data:image/svg+xml,"
                + URLEncoder.encode(svg.append("</svg>").toString(), StandardCharsets.UTF_8)
                        .replace("+", "%20");
    }

    /** Size and host share a line if they fit into it, or if there is no room for one more. */
    private List<String> lines(String label, int width, int height) {
        String both = size() + " · " + host();
        if (height < 2 * LINE + 4) {
            return List.of(label);
        }
        boolean fits = both.length() <= characters(width);
        if (!fits && height >= 3 * LINE + 4) {
            return List.of(label, host(), size());
        }
        return List.of(label, fits ? both : host());
    }

    private static int characters(int width) {
        return Math.max(1, (width - 12) / CHAR_WIDTH);
    }

    private String host() {
        int start = address.indexOf("//");
        int end = start < 0 ? -1 : address.indexOf('/', start + 2);
        return start < 0 ? address : address.substring(start + 2, end < 0 ? address.length() : end);
    }

    private static String line(String text, int width, int y, String weight) {
        String fitting = VisibleText.excerpt(text, characters(width));
        return "<text x=\"50%\" y=\"" + y + "\" text-anchor=\"middle\" font-family=\"sans-serif\" font-size=\"12\""
                + " font-weight=\"" + weight + "\" fill=\"#2f3847\">" + escaped(fitting) + "</text>";
    }

    private static String escaped(String text) {
        StringBuilder xml = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < ' ' || (c >= 0xfffe && c <= 0xffff) || Character.getType(c) == Character.SURROGATE) {
                xml.append('?');
            } else if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'') {
                xml.append("&#").append(c).append(';');
            } else {
                xml.appendCodePoint(c);
            }
        });
        return xml.toString();
    }
}
