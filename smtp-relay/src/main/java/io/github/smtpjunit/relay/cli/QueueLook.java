package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.web.Json;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what is in the queue. */
final class QueueLook {

    private QueueLook() {}

    /** All mails. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the mails, in the order in which they came in.")
    static final class ListMails implements Callable<Integer> {

        @Mixin
        private SpoolOption spool = new SpoolOption();

        @Mixin
        private MailSelection selection = new MailSelection();

        @Option(names = "--json", description = "As a JSON array.")
        private boolean json;

        private final PrintStream out;

        ListMails(Terminal terminal) {
            out = terminal.out();
        }

        @Override
        public Integer call() {
            list(spool, selection, json, out);
            return 0;
        }
    }

    /** One mail. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show one mail.")
    static final class ShowMail implements Callable<Integer> {

        @Mixin
        private SpoolOption spool = new SpoolOption();

        @Option(names = "--content", description = "Write its exact octets, in place of what is known about it.")
        private boolean content;

        @Option(names = "--json", description = "As a JSON object.")
        private boolean json;

        @Parameters(paramLabel = "ID", description = "The name of the mail, as queue list shows it.")
        private String id = "";

        private final PrintStream out;

        ShowMail(Terminal terminal) {
            out = terminal.out();
        }

        @Override
        public Integer call() {
            if (content) {
                spool.with(control -> {
                    try (InputStream octets = control.content(id).orElseThrow(() -> SpoolOption.unknown(List.of(id)))) {
                        return octets.transferTo(out);
                    }
                });
                out.flush();
                return 0;
            }
            show(spool, id, json, out);
            return 0;
        }
    }

    static void list(SpoolOption spool, MailSelection selection, boolean json, PrintStream out) {
        List<String> unreadable = new ArrayList<>();
        List<QueuedMail> mails = spool.with(control -> control.list(unreadable::add)).stream()
                .filter(selection::selects)
                .toList();
        if (json) {
            out.println(Json.of(mails.stream().map(QueueLook::json).toList()));
        } else if (mails.isEmpty() && unreadable.isEmpty()) {
            out.println(selection.isGiven() ? "No mail of the queue is selected" : "The queue is empty");
        } else {
            out.print(mails.parallelStream().map(QueueLook::text).collect(Collectors.joining()));
        }
        out.flush();
        if (!unreadable.isEmpty()) {
            throw new FailedException(
                    unreadable.size() + (unreadable.size() == 1 ? " mail is" : " mails are") + " not in this list. "
                            + unreadable.get(0),
                    null);
        }
    }

    static void show(SpoolOption spool, String id, boolean json, PrintStream out) {
        QueuedMail mail = spool.with(control -> control.find(id)).orElseThrow(() -> SpoolOption.unknown(List.of(id)));
        out.print(json ? Json.of(json(mail)) + "\n" : text(mail));
    }

    /** A line for the mail, and one below it for each recipient. */
    private static String text(QueuedMail mail) {
        StringBuilder text = new StringBuilder(mail.id())
                .append("  ")
                .append(mail.acceptedAt())
                .append("  ")
                .append(mail.size())
                .append(" octets  ")
                .append(waitsFor(mail))
                .append("  from <")
                .append(Json.escaped(mail.envelope().from()))
                .append(">\n");
        for (int i = 0; i < mail.recipients().size(); i++) {
            RecipientState state = mail.recipients().get(i);
            text.append("    to <")
                    .append(Json.escaped(mail.envelope().to().get(i)))
                    .append("> ")
                    .append(word(state))
                    .append(state.reply().isEmpty() ? "" : ": " + Json.escaped(state.reply()))
                    .append(state.host().isEmpty() ? "" : " (" + Json.escaped(state.host()) + ")")
                    .append('\n');
        }
        return text.toString();
    }

    private static String waitsFor(QueuedMail mail) {
        if (mail.held()) {
            return "on hold";
        }
        return "attempts " + mail.attempts() + (mail.givenUp() ? ", given up" : ", next " + mail.nextAttempt());
    }

    private static Map<String, Object> json(QueuedMail mail) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", mail.id());
        json.put("from", mail.envelope().from());
        json.put("acceptedAt", mail.acceptedAt().toString());
        json.put("size", mail.size());
        json.put("attempts", mail.attempts());
        json.put("nextAttempt", mail.nextAttempt().toString());
        json.put("held", mail.held());
        json.put("givenUp", mail.givenUp());
        List<Map<String, Object>> recipients = new ArrayList<>();
        for (int i = 0; i < mail.recipients().size(); i++) {
            RecipientState state = mail.recipients().get(i);
            Map<String, Object> recipient = new LinkedHashMap<>();
            recipient.put("to", mail.envelope().to().get(i));
            recipient.put("status", word(state));
            recipient.put("reply", state.reply());
            recipient.put("host", state.host());
            recipients.add(recipient);
        }
        json.put("recipients", recipients);
        return json;
    }

    private static String word(RecipientState state) {
        return state.status().name().toLowerCase(Locale.ROOT);
    }
}
