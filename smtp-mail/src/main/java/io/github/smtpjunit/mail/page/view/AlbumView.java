package io.github.smtpjunit.mail.page.view;

import java.util.List;

/**
 * The index of an album.
 *
 * @param entries an element for each test
 * @param failed how many have failed
 * @param passed how many have passed
 * @param mails how many mails they have sent
 */
record AlbumView(List<String> entries, int failed, int passed, long mails) {

    String title() {
        String all = Words.count(mails, "mail") + " of " + Words.count(entries.size(), "test");
        return failed == 0 ? all : all + ", " + Words.number(failed) + " failed";
    }
}
