package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A mail as a text that tells what it means, and not how, when and where it was written: for people to read, and to be
 * compared line by line.
 */
public final class SnapshotText {

    private static final int MAX_DEPTH = 50;

    /** What hosts on the way add (RFC 5321 section 4.4, RFC 6376, RFC 8601, RFC 8617). */
    private static final Pattern TRACE = Pattern.compile(
            "Received|Received-SPF|X-Received|Return-Path|Delivered-To|X-Original-To|X-Originating-IP|DKIM-Signature"
                    + "|Authentication-Results|ARC-.*",
            Pattern.CASE_INSENSITIVE);

    /** Told by the label of a part, or of no meaning. */
    private static final Set<String> TOLD =
            Set.of("content-type", "content-disposition", "content-id", "content-transfer-encoding", "mime-version");

    private static final Set<String> LEFT_OUT_PARAMETERS = Set.of("boundary", "charset", "name", "start");
    private static final Set<String> MESSAGE_IDS =
            Set.of("message-id", "resent-message-id", "in-reply-to", "references");
    private static final Set<String> TIMES = Set.of("date", "resent-date");
    private static final Pattern TEXT = Pattern.compile("text/.*|application/(json|xml|.*\\+json|.*\\+xml)");

    private final List<String> lines = new ArrayList<>();

    private SnapshotText() {}

    /**
     * Writes a mail as a text: its header, decoded, and its parts, texts decoded by charset and transfer encoding,
     * others by size and SHA-256 hash. Dates and Message-IDs are replaced by names in braces; boundaries and what hosts
     * on the way add are left out.
     *
     * @param mail the mail
     * @return the lines, each with its end, LF
     */
    public static String of(ParsedMail mail) {
        requireNonNull(mail, "mail");
        SnapshotText text = new SnapshotText();
        text.message(mail.root(), "", 0);
        return String.join("\n", text.lines).stripTrailing() + "\n";
    }

    private void message(MailPart root, String number, int depth) {
        header(root, field -> !TRACE.matcher(field).matches());
        part(root, number, depth, false);
    }

    private void part(MailPart part, String number, int depth, boolean withHeader) {
        lines.add("--- " + VisibleText.of(label(part, number).replaceAll("\\s+", " ")) + " ---");
        if (withHeader) {
            header(part, field -> true);
        }
        content(part, number, depth);
    }

    private void header(MailPart part, Predicate<String> wanted) {
        int before = lines.size();
        for (HeaderField field : part.header().fields()) {
            String name = lower(field.name());
            if (!TOLD.contains(name) && wanted.test(name)) {
                lines.add(field.name() + ": " + VisibleText.of(value(name, field.unfolded())));
            }
        }
        if (lines.size() > before) {
            lines.add("");
        }
    }

    private static String value(String name, String unfolded) {
        if (TIMES.contains(name)) {
            return "{date}";
        }
        String value = FieldKind.of(name).decode(unfolded, new Problems()).replaceAll("\\s+", " ");
        return MESSAGE_IDS.contains(name) ? value.replaceAll("<[^<>]*>", "{message-id}") : value;
    }

    private void content(MailPart part, String number, int depth) {
        if (part.isMultipart() && depth < MAX_DEPTH) {
            int position = 0;
            for (MailPart child : part.children()) {
                part(child, inner(number, ++position), depth + 1, true);
            }
        } else if (part.type().equals("message/rfc822") && depth < MAX_DEPTH) {
            message(ParsedMail.parse(part.content()).root(), inner(number, 1), depth + 1);
        } else if (TEXT.matcher(part.type()).matches()) {
            text(part);
        } else {
            lines.add("(" + part.content().length + " octets, sha-256 " + sha256(part.content()) + ")");
        }
    }

    private static String inner(String number, int position) {
        return (number.isEmpty() ? "" : number + ".") + position;
    }

    private static String label(MailPart part, String number) {
        StringBuilder label = new StringBuilder(number.isEmpty() ? "" : number + " ");
        label.append(part.type()).append(parameters(part.mediaType().field().parameters()));
        if (part.disposition().isPresent() || part.name().isPresent()) {
            label.append(',');
        }
        part.disposition().ifPresent(disposition -> label.append(' ').append(disposition));
        part.name().ifPresent(name -> label.append(" \"").append(name).append('"'));
        part.contentId().ifPresent(id -> label.append(", cid:").append(id));
        return label.toString();
    }

    private static String parameters(Map<String, String> parameters) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(parameters).forEach((name, value) -> {
            if (!LEFT_OUT_PARAMETERS.contains(name)) {
                text.append("; ").append(name).append('=').append(value);
            }
        });
        return text.toString();
    }

    private void text(MailPart part) {
        String text = part.text().replace("\r\n", "\n").replaceFirst("(?<!\n)\n++\\z", "");
        boolean html = part.type().equals("text/html"); // where white space at the end of a line means nothing
        text.lines()
                .map(line -> VisibleText.of(html ? line.stripTrailing() : line))
                .forEach(lines::add);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
