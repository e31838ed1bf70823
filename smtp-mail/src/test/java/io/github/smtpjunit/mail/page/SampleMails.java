package io.github.smtpjunit.mail.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.MailLint;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Mails of each kind that the page is to show well. Their sources have LF for CR LF. */
public final class SampleMails {

    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR42mPQz/fHihiGlgQAHyE7QY5SlUoAAAAASUVORK5CYII=";

    private static final String HEADER = """
            Date: Tue, 3 Mar 2026 09:12:45 +0100
            From: The Tea Shop <shop@example.com>
            To: Ada Lovelace <ada@example.org>
            Message-ID: <4711.1@shop.example.com>
            MIME-Version: 1.0
            """;

    static final String PLAIN = HEADER + """
            Subject: Please confirm your address
            Content-Type: text/plain; charset=utf-8

            Hello Ada,

            please confirm your address, and your account is ready:

              https://shop.example.com/confirm?token=5f2d0c6ab19e4b0d8c7a61f0e5b9d3f27c8a4e1b6d9f03a2c5e7b8d1f4a6c9e0&user=ada%40example.org

            Yours,
            The Tea Shop

            --\s
            The Tea Shop, 12 Harbour Street, Exeter
            """;

    static final String RECEIPT = HEADER + """
            Subject: =?utf-8?q?Your_receipt_for_order_4711_=E2=98=95?=
            Content-Type: multipart/mixed; boundary=outer

            --outer
            Content-Type: multipart/related; boundary=related

            --related
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain; charset=utf-8

            Thank you, Ada. Earl Grey 250 g 2 x 8.90 EUR. Total 17.80 EUR.
            --inner
            Content-Type: text/html; charset=utf-8

            <html><head><style>
              body { margin: 0; background: #f1ede6; font-family: Helvetica, Arial, sans-serif; color: #2b2a28 }
              .paper { max-width: 560px; margin: 24px auto; background: #fff; border-radius: 10px; padding: 28px }
              td { padding: 8px 0; border-bottom: 1px solid #eee } .n { text-align: right }
              a.button { display: inline-block; background: #2f6f4f; color: #fff; padding: 12px 20px; border-radius: 6px; text-decoration: none }
              @media (prefers-color-scheme: dark) { body { background: #1d1b18; color: #eee } .paper { background: #2a2724 } }
            </style></head><body><div class="paper">
              <img src="cid:logo" width="48" height="48" alt="Tea Shop">
              <h1 style="font-size:22px">Thank you, Ada</h1>
              <table width="100%" cellspacing="0"><tr><td>Earl Grey, 250 g</td><td class="n">2 × 8.90 €</td></tr>
              <tr><td>Delivery</td><td class="n">free</td></tr><tr><td><b>Total</b></td><td class="n"><b>17.80 €</b></td></tr></table>
              <p><a class="button" href="https://shop.example.com/orders/4711">See your order</a></p>
              <img src="https://cdn.example.com/banner.png" width="500" height="120" alt="Spring sale">
              <img src="https://track.example.com/o.gif?u=ada" width="1" height="1">
            </div></body></html>
            --inner--
            --related
            Content-Type: image/png
            Content-ID: <logo>
            Content-Disposition: inline; filename=logo.png
            Content-Transfer-Encoding: base64

            @PNG@
            --related--
            --outer
            Content-Type: application/pdf
            Content-Disposition: attachment; filename="receipt-4711.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0xLjQKJSBubyByZWFsIFBERgo=
            --outer--
            """.replace("@PNG@", PNG);

    static final String NEWSLETTER = HEADER
            + """
            Subject: All the prices of spring, in one very wide table for everyone who likes numbers more than words
            List-Unsubscribe: <https://shop.example.com/unsubscribe/0123456789abcdef0123456789abcdef0123456789abcdef>
            Content-Type: text/html; charset=utf-8

            <html><body style="margin:0;font-family:Georgia,serif"><center>
            <table width="900" cellpadding="8" cellspacing="0" border="1" style="border-collapse:collapse">
            <tr bgcolor="#334"><td colspan="8"><font color="#fff" size="5">The Tea Shop, spring list</font></td></tr>
            %s
            </table>
            <p><img src="https://cdn.example.com/very/long/path/to/an/image/of/the/season/spring-2026.jpg" width="900" height="240" alt="A tea garden in the morning"></p>
            </center></body></html>
            """.formatted(IntStream.rangeClosed(1, 12)
                    .mapToObj(
                            row -> "<tr><td>Tea " + row + "</td>"
                                    + "<td>8.90</td><td>9.20</td><td>10.10</td><td>11.50</td><td>12.00</td><td>13.40</td><td>in stock</td></tr>")
                    .collect(Collectors.joining("\n")));

    static final String RIGHT_TO_LEFT = """
            Date: Tue, 3 Mar 2026 09:12:45 +0200
            From: =?utf-8?b?15fXoNeV16og16rXlA==?= <shop@example.com>
            To: =?utf-8?b?2LnYp9im2LTYqQ==?= <aisha@example.org>
            Subject: =?utf-8?b?16nXnNeV150sINeU15TXltee16DXlCDXqdec15og15HXk9eo15o=?=
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8

            שלום עאישה,
            ההזמנה שלך מספר 4711 בדרך.

            مرحبا عائشة، طلبك رقم 4711 في الطريق.
            --b
            Content-Type: text/html; charset=utf-8

            <html dir="rtl" lang="he"><body style="font-family:sans-serif"><h2>שלום עאישה</h2><p>ההזמנה שלך מספר 4711 בדרך.</p>
            <p lang="ar">مرحبا عائشة، طلبك رقم 4711 في الطريق.</p></body></html>
            --b--
            """;

    static final String FORTY = HEADER.replaceFirst(
                    "To: .*",
                    IntStream.rangeClosed(1, 38)
                            .mapToObj(i ->
                                    "Reader Number " + i + " <reader." + i + "@department-" + i % 4 + ".example.org>")
                            .collect(Collectors.joining(",\n ", "To: ", "")))
            + """
            Subject: The minutes of the meeting
            Content-Type: text/plain

            Dear all, here they are.
            """;

    static final String TWELVE = HEADER + "Subject: Twelve files\nContent-Type: multipart/mixed; boundary=b\n\n"
            + "--b\nContent-Type: text/plain\n\nThe files.\n"
            + IntStream.rangeClosed(1, 12)
                    .mapToObj(i -> "--b\nContent-Type: "
                            + (i % 3 == 0 ? "text/csv" : i % 3 == 1 ? "application/pdf" : "application/x-unknown")
                            + "\nContent-Disposition: attachment; filename=\""
                            + (i == 5
                                    ? "a-very-long-name-without-any-blank-that-a-generator-of-reports-has-made-of-its-parameters-2026-03-03"
                                    : "file-" + i)
                            + (i % 3 == 0 ? ".csv" : ".pdf") + "\"\n\n" + "content,".repeat(i * 40) + "\n")
                    .collect(Collectors.joining())
            + "--b\nContent-Type: text/calendar; method=REQUEST\n\n" + """
            BEGIN:VCALENDAR
            METHOD:REQUEST
            BEGIN:VEVENT
            UID:tea-1@example.com
            SUMMARY:Tea in the garden
            LOCATION:Harbour Street 12
            DTSTART:20260310T150000Z
            DTEND:20260310T160000Z
            SEQUENCE:0
            ORGANIZER:mailto:shop@example.com
            ATTENDEE;RSVP=TRUE:mailto:ada@example.org
            ATTENDEE:mailto:charles@example.org
            END:VEVENT
            END:VCALENDAR
            --b--
            """;

    static final String BROKEN = """
            From: broken <shop@@example.com
            To: ada@example.org, , "unclosed <x@example.org>
            Subject: =?utf-8?q?Half =E2=9?= word and \u202egnp.exe\u202c
            Date: the day before yesterday
            no colon here
            Content-Type: multipart/mixed; boundary=never-used

            --another
            Content-Type: text/html; charset=x-unknown
            Content-Transfer-Encoding: base65

            <p>Is this <b>HTML?
            """;

    private static final Instant RECEIVED = Instant.parse("2026-03-03T08:12:47Z");

    /** A clock that goes on by some milliseconds whenever it is asked. */
    private static Clock clock() {
        AtomicReference<Instant> now = new AtomicReference<>(RECEIVED.minusMillis(1_000));
        return new Clock() {
            @Override
            public Instant instant() {
                return now.getAndUpdate(time -> time.plusMillis(12));
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private SampleMails() {}

    static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("plain", PLAIN);
        all.put("receipt", RECEIPT);
        all.put("newsletter", NEWSLETTER);
        all.put("right-to-left", RIGHT_TO_LEFT);
        all.put("forty-recipients", FORTY);
        all.put("twelve-attachments", TWELVE);
        all.put("broken", BROKEN);
        return all;
    }

    static ParsedMail parse(String source) {
        return ParsedMail.parse(source.replace("\n", "\r\n").getBytes(UTF_8));
    }

    /** The page with all that can be known but the session. */
    static MailPage page(String source) {
        ParsedMail mail = parse(source);
        String[] to = Stream.concat(
                        mail.addresses("To").stream().map(address -> address.address()),
                        Stream.of(
                                "audit@example.com",
                                "archive+very.long.tag.of.an.address.that.has.to.be.wrapped@example.com"))
                .filter(address -> address.matches("[\\w.+-]+@[\\w.-]+"))
                .toArray(String[]::new);
        return MailPage.of(mail)
                .envelope(Envelope.of("shop@example.com", to))
                .receivedAt(RECEIVED)
                .lint(MailLint.check(mail, LintProfile.TRANSACTIONAL));
    }

    /** A session with AUTH, pipelining, a refused recipient and a mail, over a real socket. */
    public static SessionRecord session() throws Exception {
        CompletableFuture<SessionRecord> closed = new CompletableFuture<>();
        SmtpServer server = SmtpServer.builder()
                .hostname("mx.example.org")
                .clock(clock())
                .authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
                .allowAuthWithoutTls()
                .addSessionListener(new SessionListener() {
                    @Override
                    public void closed(SessionRecord session) {
                        closed.complete(session);
                    }
                })
                .start();
        try (server;
                Socket socket = new Socket(server.host(), server.port());
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            OutputStream out = socket.getOutputStream();
            reply(in);
            String credentials = Base64.getEncoder().encodeToString("\0ada\0secret".getBytes(UTF_8));
            for (String line : new String[] {
                "EHLO shop.example.com",
                "AUTH PLAIN " + credentials,
                "MAIL FROM:<shop@example.com> SIZE=1200 BODY=8BITMIME",
                "RCPT TO:<>",
                "RCPT TO:<ada@example.org> NOTIFY=FAILURE",
                "DATA",
                "Subject: Tea\r\n\r\nHello\r\n.",
                "QUIT"
            }) {
                out.write((line + "\r\n").getBytes(UTF_8));
                reply(in);
            }
        }
        return closed.get(20, TimeUnit.SECONDS);
    }

    private static void reply(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
    }
}
