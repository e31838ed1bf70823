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

    private static final String ZIP = "application/zip";

    private static final Set<String> EXECUTABLE = Set.of(
            "ade",
            "adp",
            "apk",
            "appx",
            "appxbundle",
            "bat",
            "cab",
            "chm",
            "cmd",
            "com",
            "cpl",
            "diagcab",
            "diagcfg",
            "diagpkg",
            "dll",
            "dmg",
            "ex_",
            "exe",
            "hta",
            "img",
            "ins",
            "iso",
            "isp",
            "jar",
            "jnlp",
            "js",
            "jse",
            "lib",
            "lnk",
            "mde",
            "mjs",
            "msc",
            "msi",
            "msix",
            "msixbundle",
            "msp",
            "mst",
            "nsh",
            "pif",
            "ps1",
            "reg",
            "scr",
            "sct",
            "shb",
            "sys",
            "vb",
            "vbe",
            "vbs",
            "vhd",
            "vhdx",
            "vxd",
            "wsc",
            "wsf",
            "wsh",
            "xll");

    /** How files of a kind begin, and what they are. A program writes its errors in the last two of them. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "%PDF-", "application/pdf",
            "\u0089PNG\r\n", "image/png",
            "\u00ff\u00d8\u00ff", "image/jpeg",
            "GIF87a", "image/gif",
            "GIF89a", "image/gif",
            "PK\u0003\u0004", ZIP,
            "MZ\u0090\0", "application/x-msdownload",
            "<!doctype html", "text/html",
            "<html", "text/html",
            "{\"", "application/json");

    private static final Map<String, String> TYPES_OF_NAMES = Map.ofEntries(
            Map.entry("pdf", "application/pdf"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("zip", ZIP),
            Map.entry("docx", ZIP),
            Map.entry("xlsx", ZIP),
            Map.entry("pptx", ZIP));

    private static final Map<String, String> OTHER_NAMES_OF_TYPES = Map.of(
            "image/jpg", "image/jpeg",
            "image/pjpeg", "image/jpeg",
            "image/jfif", "image/jpeg",
            "application/zip-compressed", ZIP);

    /** Types whose files always begin as {@link #BEGINNINGS} says; that of another file may be anything. */
    private static final Set<String> CERTAIN = Set.of("application/pdf", "image/png", "image/jpeg", "image/gif", ZIP);

    /** Types that look like nothing else, so that no other type may be named for them. */
    private static final Set<String> UNMISTAKABLE = Set.of("application/pdf", "image/png", "image/jpeg", "image/gif");

    private static final Set<String> ANY = Set.of(
            "application/octet-stream",
            "binary/octet-stream",
            "application/binary",
            "application/unknown",
            "application/download",
            "application/force-download");

    private static final int LONGEST_BEGINNING = 14;

    private interface Words {
        Optional<String> of(Attachment file);
    }

    static final List<LintRule> RULES = List.of(
            practical(
                    ERROR,
                    "attachment.executable",
                    "A file is a program or script by its name; large providers refuse the mail.",
                    "Gmail, blocked file types; Outlook, blocked attachments",
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
        String start = LintedMail.lower(new String(octets, 0, Math.min(octets.length, LONGEST_BEGINNING), ISO_8859_1));
        String declared = file.contentType().replace("/x-", "/");
        List<String> named = List.of(
                OTHER_NAMES_OF_TYPES.getOrDefault(declared, declared),
                TYPES_OF_NAMES.getOrDefault(extension(name(file)), ""));
        return BEGINNINGS.entrySet().stream()
                .filter(entry -> start.startsWith(LintedMail.lower(entry.getKey())))
                .map(Map.Entry::getValue)
                .filter(type -> named.stream().anyMatch(name -> contradicts(name, type)))
                .findFirst()
                .map(type -> name(file) + " (" + file.contentType() + ") is " + type);
    }

    private static boolean contradicts(String named, String type) {
        boolean unknown = named.isEmpty() || named.equals(type) || ANY.contains(named);
        return !unknown && (CERTAIN.contains(named) || UNMISTAKABLE.contains(type));
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
