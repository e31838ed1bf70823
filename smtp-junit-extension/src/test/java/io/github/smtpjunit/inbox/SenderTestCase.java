package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.lint.LintProfile;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same mails by every library that people send mail with, from the test's thread and from another one. */
@WithSmtpServer(assertionTimeoutMillis = 20_000)
abstract class SenderTestCase {

    /** Sends a message by the library's own means. */
    abstract void send(Inbox inbox, Message message) throws Exception;

    /** What the library does wrong, by the rules of the lint. */
    String[] flaws() {
        return new String[0];
    }

    record Person(String name, String address) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Document(String name, String type, byte[] content) {}

    /** What is to be sent. */
    record Message(
            String subject,
            Person from,
            @Nullable Person replyTo,
            List<Person> to,
            List<Person> cc,
            List<String> bcc,
            @Nullable String text,
            @Nullable String html,
            @Nullable Document image,
            List<Document> attachments) {

        static Message of(String subject) {
            return new Message(
                    subject,
                    new Person("The Shop", "shop@example.com"),
                    null,
                    List.of(new Person("Ada Lovelace", "ada@example.org")),
                    List.of(),
                    List.of(),
                    null,
                    null,
                    null,
                    List.of());
        }

        Message text(String newText) {
            return new Message(subject, from, replyTo, to, cc, bcc, newText, html, image, attachments);
        }

        Message html(String newHtml) {
            return new Message(subject, from, replyTo, to, cc, bcc, text, newHtml, image, attachments);
        }

        Message image(Document newImage) {
            return new Message(subject, from, replyTo, to, cc, bcc, text, html, newImage, attachments);
        }

        Message attach(Document... files) {
            return new Message(subject, from, replyTo, to, cc, bcc, text, html, image, Arrays.asList(files));
        }

        Message bcc(String... addresses) {
            return new Message(
                    subject, from, replyTo, to, cc, Arrays.asList(addresses), text, html, image, attachments);
        }

        Message people(Person newFrom, Person newReplyTo, List<Person> newTo, List<Person> newCc) {
            return new Message(subject, newFrom, newReplyTo, newTo, newCc, bcc, text, html, image, attachments);
        }
    }

    private static final Document IMAGE = new Document("logo", "image/png", octets(700));

    private static final List<Document> FILES = List.of(
            new Document("plain.txt", "text/plain", new byte[] {'a', '\r', '\n', '.', '\r', '\n'}),
            new Document("empty.bin", "application/octet-stream", new byte[0]),
            new Document("Überweisung März.pdf", "application/pdf", octets(1_000)),
            new Document("請求書.zip", "application/zip", octets(300_000)),
            new Document(
                    "a file name that is so long that it does not fit into one line of a header, by far, at all.csv",
                    "text/csv",
                    "a;b\r\n1;2\r\n".getBytes(US_ASCII)),
            new Document(
                    "ein Dateiname, der länger ist als eine Zeile und übrigens auch Umlaute enthält, öfter als"
                            + " einmal.csv",
                    "text/csv",
                    "a;b\r\n3;4\r\n".getBytes(US_ASCII)));

    private static byte[] octets(int size) {
        byte[] octets = new byte[size];
        for (int i = 0; i < size; i++) {
            octets[i] = (byte) i;
        }
        return octets;
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                argumentSet("text", Message.of("Hello").text("Hello, Ada\n.\n..two dots\nlast line")),
                argumentSet(
                        "text beyond ASCII",
                        Message.of("Grüße aus Köln, 你好 🎉").text("Schöne Grüße\n10 € für Zoë\n你好 🎉\n")),
                argumentSet(
                        "a long subject beyond ASCII",
                        Message.of("Bestätigung für die Bestellung 4711: Übermorgen früh schicken wir Ihnen vier"
                                        + " Bücher, fünf Hüte und sechs Äpfel, und zwar größtenteils kostenlos")
                                .text("Hello")),
                argumentSet("HTML", Message.of("Hello").html("<p>Hello, <b>Ada</b> &amp; Zoë</p>")),
                argumentSet(
                        "text and HTML",
                        Message.of("Hello")
                                .text("Hello, Zoë")
                                .html("<p>Hello, <a href='https://a.example/?x=1&amp;y=2'>Zoë</a></p>")),
                argumentSet(
                        "many people",
                        Message.of("Hello")
                                .text("Hello")
                                .people(
                                        new Person("Jürgen Müller", "juergen@example.com"),
                                        new Person("\"Help\", at any time (Zoë)", "help@example.com"),
                                        List.of(
                                                new Person("Ada Lovelace", "ada@example.org"),
                                                new Person("Müller, Jürgen", "mueller@example.org"),
                                                new Person("陳 大文", "chan@example.org")),
                                        List.of(
                                                new Person("Grace Hopper", "grace@example.org"),
                                                new Person("Łukasz", "lukasz@example.org")))),
                argumentSet(
                        "blind recipients",
                        Message.of("Hello").text("Hello").bcc("archive@example.com", "audit@example.com")),
                argumentSet(
                        "attachments", Message.of("Hello").text("See below").attach(FILES.toArray(new Document[0]))),
                argumentSet(
                        "an inline image",
                        Message.of("Hello")
                                .text("Hello")
                                .html("<p><img src='cid:logo'>Hello</p>")
                                .image(IMAGE)),
                argumentSet(
                        "all at once",
                        Message.of("Schöne Grüße")
                                .text("Grüße")
                                .html("<p><img src='cid:logo'>Grüße</p>")
                                .image(IMAGE)
                                .attach(FILES.get(2), FILES.get(3))
                                .bcc("archive@example.com")));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void sendsAndReturns(Message message, Inbox inbox) throws Exception {
        send(inbox, message);

        assertThat(inbox.mails()).as("there already").hasSize(1);
        assertArrived(inbox, message);
        assertSound(inbox);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void sendsInTheBackground(Message message, Inbox inbox) throws ExecutionException, InterruptedException {
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                send(inbox, message);
            } catch (Exception e) {
                throw new AssertionError("It was not sent", e);
            }
        });

        assertArrived(inbox, message);
        sending.get();
    }

    private static void assertArrived(Inbox inbox, Message message) {
        MailAssert mail = assertThat(inbox).singleMail();
        mail.hasSubject(message.subject());
        assertPeople(mail, message);
        assertBodies(mail, message);
        assertFiles(mail, message);
        assertThat(inbox.awaitMail().problems()).isEmpty();
        assertThat(inbox.failedAttempts()).isEmpty();
    }

    /** The lint has nothing against mails of these libraries but what the messages themselves lack. */
    private void assertSound(Inbox inbox) {
        MailAssert mail = assertThat(inbox).singleMail();
        mail.lint(LintProfile.TRANSACTIONAL)
                .ignoring(flaws())
                .ignoring("spam.html.only", "a11y.img.alt-missing", "attachment.empty") // empty.bin is
                .passes();
        mail.lint(LintProfile.STRICT_RFC).ignoring(flaws()).hasNoErrors();
        mail.lint(LintProfile.BULK)
                .ignoring(flaws())
                .ignoring("list.*", "sender.*", "spam.html.*", "a11y.*", "attachment.empty")
                .passes();
    }

    private static void assertPeople(MailAssert mail, Message message) {
        mail.isFrom(message.from().address()).isFromName(message.from().name());
        mail.isToOnly(addresses(message.to()));
        message.to().forEach(person -> mail.isToName(person.name()));
        if (message.cc().isEmpty()) {
            mail.doesNotHaveHeader("Cc");
        } else {
            mail.hasCc(addresses(message.cc()));
        }
        message.cc().forEach(person -> mail.hasCcName(person.name()));
        Person replyTo = message.replyTo();
        if (replyTo != null) {
            mail.hasReplyTo(replyTo.address()).hasReplyToName(replyTo.name());
        }
        mail.doesNotHaveHeader("Bcc")
                .hasBlindRecipients(message.bcc().toArray(new String[0]))
                .hasEnvelopeFrom(message.from().address())
                .hasEnvelopeRecipients(Stream.of(
                                Stream.of(addresses(message.to())),
                                Stream.of(addresses(message.cc())),
                                message.bcc().stream())
                        .flatMap(addresses -> addresses)
                        .toArray(String[]::new));
    }

    private static String[] addresses(List<Person> people) {
        return people.stream().map(Person::address).toArray(String[]::new);
    }

    private static void assertBodies(MailAssert mail, Message message) {
        String text = message.text();
        if (text == null) {
            mail.hasNoText();
        } else {
            mail.hasText(text);
        }
        String html = message.html();
        if (html == null) {
            mail.hasNoHtml();
        } else {
            mail.hasHtml(html);
        }
    }

    private static void assertFiles(MailAssert mail, Message message) {
        mail.hasAttachmentCount(message.attachments().size());
        for (Document file : message.attachments()) {
            mail.hasAttachment(file.name(), file.content()).hasAttachment(file.name(), file.type());
        }
        Document image = message.image();
        if (image != null) {
            mail.hasHtmlContaining("cid:" + image.name()).hasInlinePart(image.name());
        }
    }
}
