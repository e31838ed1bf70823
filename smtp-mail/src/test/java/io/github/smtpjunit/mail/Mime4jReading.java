package io.github.smtpjunit.mail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.BinaryBody;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.dom.address.MailboxList;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;

/** Reads a mail with Apache Mime4j as its guide shows: lenient, the first text and HTML that are not attachments. */
final class Mime4jReading {

    private final List<String> attachments = new ArrayList<>();
    private String text = "";
    private String html = "";

    private Mime4jReading() {}

    static Reading of(byte[] mail) {
        try {
            return read(mail);
        } catch (IOException | RuntimeException e) {
            return new Reading(Map.of("refused", e.toString()));
        }
    }

    private static Reading read(byte[] mail) throws IOException {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        builder.setDecodeMonitor(DecodeMonitor.SILENT);
        Message message = builder.parseMessage(new ByteArrayInputStream(mail));
        Mime4jReading reading = new Mime4jReading();
        reading.walk(message);
        Map<String, String> facts = new TreeMap<>();
        facts.put("subject", message.getSubject() == null ? "" : message.getSubject());
        facts.put("from", mailboxes(message.getFrom()));
        facts.put("to", mailboxes(message.getTo()));
        facts.put(
                "date",
                message.getDate() == null ? "" : message.getDate().toInstant().toString());
        facts.put("text", Reading.text(reading.text));
        facts.put("html", Reading.text(reading.html));
        facts.put("attachments", Reading.names(reading.attachments));
        return new Reading(facts);
    }

    private static String mailboxes(MailboxList list) {
        return list == null ? "" : names(list);
    }

    private static String mailboxes(AddressList list) {
        return list == null ? "" : names(list.flatten());
    }

    private static String names(List<Mailbox> mailboxes) {
        return Reading.names(mailboxes.stream()
                .map(mailbox ->
                        (mailbox.getName() == null ? "" : mailbox.getName() + " ") + "<" + mailbox.getAddress() + ">")
                .toList());
    }

    private void walk(Entity entity) throws IOException {
        Body body = entity.getBody();
        if (body instanceof Multipart multipart) {
            for (Entity part : multipart.getBodyParts()) {
                walk(part);
            }
            return;
        }
        boolean isBody = !"attachment".equals(entity.getDispositionType()) && entity.getFilename() == null;
        if (isBody && text.isEmpty() && entity.getMimeType().equals("text/plain")) {
            text = content(body);
        } else if (isBody && html.isEmpty() && entity.getMimeType().equals("text/html")) {
            html = content(body);
        } else {
            attachments.add(entity.getFilename() == null ? "-" : entity.getFilename());
        }
    }

    private static String content(Body body) throws IOException {
        if (body instanceof TextBody textBody) {
            try (Reader reader = textBody.getReader()) {
                StringBuilder content = new StringBuilder();
                for (int c = reader.read(); c >= 0; c = reader.read()) {
                    content.append((char) c);
                }
                return content.toString();
            }
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        if (body instanceof BinaryBody binary) {
            binary.writeTo(octets);
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
