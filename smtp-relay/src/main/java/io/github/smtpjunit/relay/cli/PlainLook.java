package io.github.smtpjunit.relay.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A look into the queue by the usual words: {@code queue list} or {@code queue show ID}, with {@code --spool} and
 * {@code --json} if at all. It is run without picocli, which takes longer to load than the look takes. All other words,
 * mistakes too, are left to picocli.
 *
 * @param verb {@code list} or {@code show}
 * @param spool the spool
 * @param id the mail, for {@code show} only
 * @param json whether it is for a program
 */
record PlainLook(String verb, SpoolOption spool, @Nullable String id, boolean json) {

    private static final String SPOOL = "--spool";
    private static final Set<String> VERBS = Set.of("list", "show");

    /** Returns the look that these words ask for; null if they are not among the usual ones. */
    static @Nullable PlainLook of(String... args) {
        if (args.length < 2 || !args[0].equals("queue") || !VERBS.contains(args[1])) {
            return null;
        }
        SpoolOption spool = new SpoolOption();
        String id = null;
        boolean json = false;
        for (int place = 2; place < args.length; place++) {
            String word = args[place];
            if (word.equals("--json")) {
                json = true;
            } else if (word.startsWith(SPOOL + "=") && isPlain(word.substring(SPOOL.length() + 1))) {
                spool = new SpoolOption(Path.of(word.substring(SPOOL.length() + 1)));
            } else if (word.equals(SPOOL) && place + 1 < args.length && isPlain(args[place + 1])) {
                spool = new SpoolOption(Path.of(args[++place]));
            } else if (args[1].equals("show") && id == null && isPlain(word)) {
                id = word;
            } else {
                return null;
            }
        }
        return args[1].equals("list") || id != null ? new PlainLook(args[1], spool, id, json) : null;
    }

    /** Whether a word is neither an option nor a file of options. */
    private static boolean isPlain(String word) {
        return !word.isEmpty() && word.charAt(0) != '-' && word.charAt(0) != '@';
    }

    /** The command's name in messages. */
    String name() {
        return "smtp-relay queue " + verb;
    }

    /** Shows what was asked for. */
    void show(PrintStream out) {
        if (id == null) {
            QueueLook.list(spool, new MailSelection(), json, out);
        } else {
            QueueLook.show(spool, id, json, out);
        }
    }
}
