package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.ParsedMail;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The attachments, and the parts that are shown inside a body.
 *
 * @param count how many attachments there are
 * @param files the first of them
 * @param inline the parts that a body shows
 */
record AttachmentsView(int count, Cut<List<File>> files, Cut<List<File>> inline) {

    private static final int MAX_FILES = 100;
    private static final int MAX_FILE = 256_000;
    private static final int MAX_TOTAL = 1_000_000;

    /**
     * The types whose file name extension we know, so that the right program opens the file. None of them is a program
     * or a document that runs scripts in a browser.
     */
    private static final Map<String, String> EXTENSIONS = Map.of(
            "application/json", "json",
            "application/pdf", "pdf",
            "application/zip", "zip",
            "image/gif", "gif",
            "image/jpeg", "jpg",
            "image/png", "png",
            "image/webp", "webp",
            "text/calendar", "ics",
            "text/csv", "csv",
            "text/plain", "txt");

    /**
     * One file.
     *
     * @param name its name in the mail, which is shown and used for nothing else
     * @param size its size, rounded
     * @param octets its size in octets
     * @param download a data URL; empty if the file is too large for the page
     * @param saveAs the name to save it under, which is ours
     */
    record File(String name, String type, String size, String octets, String download, String saveAs) {}

    static AttachmentsView of(ParsedMail mail) {
        List<Attachment> attachments = mail.attachments();
        List<File> files = new ArrayList<>();
        int room = MAX_TOTAL;
        for (Attachment attachment : attachments.subList(0, Math.min(MAX_FILES, attachments.size()))) {
            boolean fits = attachment.size() <= Math.min(room, MAX_FILE);
            room -= fits ? attachment.size() : 0;
            files.add(file(attachment, files.size() + 1, fits));
        }
        String leftOut = attachments.size() <= MAX_FILES
                ? ""
                : "These are the first " + MAX_FILES + " of " + Words.number(attachments.size()) + " attachments.";
        List<File> inline =
                mail.inlineParts().stream().map(part -> file(part, 0, false)).toList();
        return new AttachmentsView(
                attachments.size(), new Cut<>(List.copyOf(files), leftOut), Cut.list(inline, MAX_FILES, "parts"));
    }

    private static File file(Attachment attachment, int number, boolean download) {
        return new File(
                Cut.line(attachment.name().orElse(""), 300),
                Cut.line(attachment.contentType(), 200),
                Words.roundSize(attachment.size()),
                Words.number(attachment.size()),
                download
                        ? "data:application/octet-stream;base64,"
                                + Base64.getEncoder().encodeToString(attachment.bytes())
                        : "",
                "attachment-" + number + "." + EXTENSIONS.getOrDefault(attachment.contentType(), "bin"));
    }
}
