package io.github.smtpjunit.mail.page.view;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.Utf8ByteOutput;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tests of all runs of an album.
 *
 * @param entries the elements that {@link ShownTest#entry} has made, in the order in which they are shown
 */
public record ShownAlbum(List<String> entries) {

    private static final Pattern FIRST_TAG =
            Pattern.compile("<article class=\"test (passed|failed)\" data-mails=\"(\\d{1,9})\"");

    /**
     * Shows the album.
     *
     * @return its index, in UTF-8
     */
    @SuppressWarnings("NullAway") // a template needs no interceptor, and says so by no annotation
    public byte[] page() {
        int failed = 0;
        long mails = 0;
        for (String entry : entries) {
            Matcher tag = FIRST_TAG.matcher(entry);
            if (tag.lookingAt()) {
                failed += tag.group(1).equals("failed") ? 1 : 0;
                mails += Long.parseLong(tag.group(2));
            }
        }
        Utf8ByteOutput page = new Utf8ByteOutput();
        JtealbumGenerated.render(
                new OwaspHtmlTemplateOutput(page),
                null,
                new AlbumView(entries, failed, entries.size() - failed, mails));
        return page.toByteArray();
    }
}
