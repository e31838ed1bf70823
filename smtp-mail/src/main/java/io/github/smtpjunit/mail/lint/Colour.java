package io.github.smtpjunit.mail.lint;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * A colour of an inline style.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 */
record Colour(int red, int green, int blue) {

    private static final int MAX_ANCESTORS = 40;

    private static final Pattern TEXT = Pattern.compile("(?:^|;)color:([^;!]{1,40})");
    private static final Pattern BACKGROUND = Pattern.compile("(?:^|;)background(?:-color)?:([^;!]{1,60})");
    private static final Pattern HEX = Pattern.compile("#([0-9a-f]{3}|[0-9a-f]{6})\\b");
    private static final Pattern RGB = Pattern.compile("rgb\\((\\d{1,3}),(\\d{1,3}),(\\d{1,3})\\)");

    private static final Map<String, Colour> NAMES = Map.of(
            "white", new Colour(255, 255, 255),
            "black", new Colour(0, 0, 0),
            "red", new Colour(255, 0, 0),
            "gray", new Colour(128, 128, 128),
            "grey", new Colour(128, 128, 128),
            "silver", new Colour(192, 192, 192),
            "lightgray", new Colour(211, 211, 211),
            "yellow", new Colour(255, 255, 0),
            "blue", new Colour(0, 0, 255));

    private static final Pattern BLANKS = Pattern.compile("\\s");

    /** An inline style without white space, in lower case. */
    static String style(Element element) {
        String style = element.attr("style");
        return style.isEmpty() ? "" : BLANKS.matcher(style).replaceAll("").toLowerCase(Locale.ROOT);
    }

    static Optional<Colour> ofText(Element element) {
        Matcher style = TEXT.matcher(style(element));
        return style.find() ? of(style.group(1)) : of(LintedMail.lower(element.attr("color")));
    }

    /** The nearest background that the element or one around it names; none if that is an image or unknown. */
    static Optional<Colour> behind(Element element) {
        Element around = element;
        for (int i = 0; around != null && i < MAX_ANCESTORS; i++, around = around.parent()) {
            Matcher style = BACKGROUND.matcher(style(around));
            if (style.find()) {
                return of(style.group(1));
            }
            if (around.hasAttr("bgcolor")) {
                return of(LintedMail.lower(around.attr("bgcolor")));
            }
        }
        return Optional.empty();
    }

    private static Optional<Colour> of(String value) {
        Matcher hex = HEX.matcher(value);
        Matcher rgb = RGB.matcher(value);
        if (value.contains("url(") || value.contains("gradient")) {
            return Optional.empty();
        }
        if (hex.find()) {
            return Optional.of(ofHex(hex.group(1)));
        }
        if (rgb.find()) {
            return Optional.of(new Colour(number(rgb, 1), number(rgb, 2), number(rgb, 3)));
        }
        return Optional.ofNullable(NAMES.get(value));
    }

    private static Colour ofHex(String digits) {
        String six = digits.length() == 6 ? digits : digits.replaceAll("(.)", "$1$1");
        return new Colour(
                Integer.parseInt(six.substring(0, 2), 16),
                Integer.parseInt(six.substring(2, 4), 16),
                Integer.parseInt(six.substring(4, 6), 16));
    }

    private static int number(Matcher rgb, int group) {
        return Math.min(255, Integer.parseInt(rgb.group(group)));
    }

    /** From 1 for the same colour to 21 for black on white (WCAG 2.2, contrast ratio). */
    double contrast(Colour other) {
        double lighter = Math.max(luminance(), other.luminance());
        double darker = Math.min(luminance(), other.luminance());
        return (lighter + 0.05) / (darker + 0.05);
    }

    private double luminance() {
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(int value) {
        double part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
