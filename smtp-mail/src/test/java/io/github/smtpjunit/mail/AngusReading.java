package io.github.smtpjunit.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads a mail with Angus Mail as its guide shows: the first text and HTML that are not attachments. */
final class AngusReading {

    private final List<String> attachments = new ArrayList<>();
    private String text = "";
    private String html = "";

    private AngusReading() {}

    static Reading of(byte[] mail) {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        Map<String, String> facts = new TreeMap<>();
        Reading.FACTS.forEach(fact -> facts.put(fact, ""));
        try {
            MimeMessage message = new MimeMessage(Session.getInstance(properties), new ByteArrayInputStream(mail));
            String subject = message.getSubject();
            facts.put("subject", subject == null ? "" : subject);
            facts.put(
                    "date",
                    message.getSentDate() == null
                            ? ""
                            : message.getSentDate().toInstant().toString());
            AngusReading reading = new AngusReading();
            try {
                reading.walk(message);
            } finally {
                facts.put("text", Reading.text(reading.text));
                facts.put("html", Reading.text(reading.html));
                facts.put("attachments", Reading.names(reading.attachments));
            }
            facts.put("from", addresses(message.getFrom()));
            facts.put("to", addresses(message.getRecipients(MimeMessage.RecipientType.TO)));
        } catch (MessagingException | IOException | RuntimeException e) {
            facts.put("refused", e.toString());
        }
        return new Reading(facts);
    }

    private static String addresses(Address[] addresses) {
        List<String> names = new ArrayList<>();
        for (Address address : addresses == null ? new Address[0] : addresses) {
            InternetAddress one = (InternetAddress) address;
            names.add((one.getPersonal() == null ? "" : one.getPersonal() + " ") + "<" + one.getAddress() + ">");
        }
        return Reading.names(names);
    }

    private void walk(MimePart part) throws MessagingException, IOException {
        if (part.isMimeType("multipart/*")) {
            MimeMultipart parts = new MimeMultipart(part.getDataHandler().getDataSource());
            for (int i = 0; i < parts.getCount(); i++) {
                walk((MimePart) parts.getBodyPart(i));
            }
            return;
        }
        String name = part.getFileName();
        boolean isBody = name == null && !Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition());
        if (isBody && text.isEmpty() && part.isMimeType("text/plain")) {
            text = content(part);
        } else if (isBody && html.isEmpty() && part.isMimeType("text/html")) {
            html = content(part);
        } else {
            attachments.add(name == null ? "-" : MimeUtility.decodeText(name));
        }
    }

    private static String content(MimePart part) throws MessagingException, IOException {
        Object content = part.getContent();
        return content instanceof String text
                ? text
                : new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
