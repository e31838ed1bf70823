package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.smtpjunit.mail.Attachment;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules on files that a mail brings: what is in them, and what they are called. */
final class AttachmentRules {

    private static final Set<String> EXECUTABLE = Set.of(
            "ade", "adp", "apk", "appx", "bat", "cab", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "hta", "ins",
            "iso", "isp", "jar", "js", "jse", "lib", "lnk", "mde", "msc", "msi", "msp", "mst", "nsh", "pif", "ps1",
            "scr", "sct", "shb", "sys", "vb", "vbe", "vbs", "vhd", "vxd", "wsc", "wsf", "wsh", "xll");

    /** How files of a kind begin, and what they are. A file in a ZIP may be a document. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "%PDF-", "application/pdf",
            "\u0089PNG\r\n", "image/png",
            "\u00ff\u00d8\u00ff", "image/jpeg",
            "GIF87a", "image/gif",
            "GIF89a", "image/gif");

    private static final Map<String, String> TYPES_OF_NAMES = Map.of(
            "pdf", "application/pdf",
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "gif", "image/gif");

    private static final Set<String> ANY =
            Set.of("application/octet-stream", "application/x-download", "application/download");

    private interface Words {
        Optional<String> of(Attachment file);
    }

    static final List<LintRule> RULES = List.of(
            practical(
                    ERROR,
                    "attachment.executable",
                    "A file is a program or script by its name; large providers refuse the mail.",
                    "Gmail, blocked file types",
                    (mail, sink) -> mail.files().stream()
                            .filter(name -> EXECUTABLE.contains(extension(name)))
                            .forEach(name -> sink.report("attachment", name))),
            practical(
                    WARNING,
                    "attachment.empty",
                    "A file has no octets: its content was lost when the mail was made.",
                    "experience with streams that were read before",
                    (mail, sink) -> files(
                            mail,
                            sink,
                            file -> file.size() == 0 ? Optional.of(name(file) + ", 0 octets") : Optional.empty())),
            practical(
                    WARNING,
                    "attachment.type-differs",
                    "A file begins as one of another type than its Content-Type or its name says; filters mistrust it, and programs"
                            + " open it wrong.",
                    "WHATWG MIME Sniffing standard, section 6",
                    (mail, sink) -> files(mail, sink, AttachmentRules::difference)),
            practical(
                    WARNING,
                    "attachment.name-duplicate",
                    "Two files have one name; who saves both keeps one.",
                    "experience with mail programs",
                    AttachmentRules::duplicates));

    private AttachmentRules() {}

    private static void files(LintedMail mail, LintRule.Sink sink, Words words) {
        for (Attachment file : mail.mail().attachments()) {
            words.of(file).ifPresent(problem -> sink.report("attachment", problem));
        }
        for (Attachment file : mail.mail().inlineParts()) {
            words.of(file).ifPresent(problem -> sink.report("inline part", problem));
        }
    }

    private static String name(Attachment file) {
        return file.name().orElse("(no name)");
    }

    /** What a file is, and what it says that it is. */
    private static Optional<String> difference(Attachment file) {
        byte[] octets = file.bytes();
        String start = new String(octets, 0, Math.min(octets.length, 8), ISO_8859_1);
        String byName = TYPES_OF_NAMES.getOrDefault(extension(name(file)), "");
        String declared = file.contentType();
        return BEGINNINGS.entrySet().stream()
                .filter(entry -> start.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .filter(type -> !(declared.replace("/x-", "/").equals(type) || ANY.contains(declared))
                        || !(byName.isEmpty() || byName.equals(type)))
                .findFirst()
                .map(type -> name(file) + " (" + declared + ") is " + type);
    }

    private static void duplicates(LintedMail mail, LintRule.Sink sink) {
        Set<String> seen = new HashSet<>();
        mail.mail().attachments().stream()
                .flatMap(file -> file.name().stream())
                .filter(name -> !seen.add(name.toLowerCase(Locale.ROOT)))
                .forEach(name -> sink.report("attachment", name));
    }

    /** Empty if absent. */
    private static String extension(String name) {
        int end = name.length();
        while (end > 0 && ". ".indexOf(name.charAt(end - 1)) >= 0) { // Windows leaves them out
            end--;
        }
        int dot = name.lastIndexOf('.', end - 1);
        return dot < 0 ? "" : name.substring(dot + 1, end).strip().toLowerCase(Locale.ROOT);
    }
}
