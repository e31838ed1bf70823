package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.wildcards.Wildcards;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rules as text: {@code PHASE[:PATTERN] [HOW OFTEN]=WHAT}. */
final class FaultText {

    private static final String EXAMPLE =
            "PHASE[:PATTERN] [HOW OFTEN]=WHAT, such as \"rcpt:defer@* 2 times=451 4.2.0 Try later\" or \"end-of-data"
                    + " once=store-and-close\"";
    private static final Pattern HEAD = Pattern.compile("([A-Za-z_-]+)(?::(\\S*))?((?:\\s++\\S++)*+)");
    private static final Pattern OFTEN = Pattern.compile("(once)|(\\d{1,9}) times|after (\\d{1,9})");
    private static final Pattern REPLY = Pattern.compile("[2-5]\\d\\d( .*)?");
    private static final String HIDE = "hide ";
    private static final String BOUNCE = "bounce ";
    private static final Map<String, Supplier<FaultAction>> ACTIONS = actions();

    private FaultText() {}

    private static Map<String, Supplier<FaultAction>> actions() {
        Map<String, Supplier<FaultAction>> actions = new LinkedHashMap<>();
        actions.put("close", FaultAction::close);
        actions.put("reset", FaultAction::reset);
        actions.put("half-close", FaultAction::halfClose);
        actions.put("close-after-reply", FaultAction::closeAfterReply);
        actions.put("hang", FaultAction::hang);
        actions.put("ignore", FaultAction::ignore);
        actions.put("store-and-close", FaultAction::storeAndClose);
        actions.put("lose", FaultAction::lose);
        actions.put("twice", FaultAction::twice);
        return actions;
    }

    static FaultRule parse(String text) {
        try {
            return parts(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The rule \"" + text + "\" cannot be used. " + e.getMessage(), e);
        }
    }

    private static FaultRule parts(String text) {
        int end = endOfHead(text);
        Matcher head = HEAD.matcher(text.substring(0, end).strip());
        if (!head.matches()) {
            throw new IllegalArgumentException("A rule is " + EXAMPLE);
        }
        Phase phase = phase(head.group(1));
        FaultRuleBuilder begun = FaultRule.on(phase);
        String pattern = head.group(2);
        FaultRuleBuilder rule = schedule(
                pattern == null ? begun : begun.where(matcher(phase, pattern)),
                head.group(3).strip());
        String what = text.substring(end + 1).strip();
        return REPLY.matcher(what).matches()
                ? rule.reply(Reply.parse(what))
                : rule.then(action(what).orElseThrow());
    }

    /** The equals sign before what happens; an address may hold others. */
    private static int endOfHead(String text) {
        for (int i = text.indexOf('='); i >= 0; i = text.indexOf('=', i + 1)) {
            String what = text.substring(i + 1).strip();
            if (REPLY.matcher(what).matches() || action(what).isPresent()) {
                return i;
            }
        }
        throw new IllegalArgumentException("A rule is " + EXAMPLE
                + "; what happens is a reply, hide KEYWORD, bounce REPLY, " + String.join(", ", ACTIONS.keySet()));
    }

    private static Optional<FaultAction> action(String what) {
        if (what.startsWith(BOUNCE)) {
            return Optional.of(FaultAction.bounce(
                    Reply.parse(what.substring(BOUNCE.length()).strip())));
        }
        return what.startsWith(HIDE)
                ? Optional.of(
                        EhloFault.hide(what.substring(HIDE.length()).strip().split(" +", -1)))
                : Optional.ofNullable(ACTIONS.get(what)).map(Supplier::get);
    }

    private static FaultRuleBuilder schedule(FaultRuleBuilder begun, String often) {
        FaultRuleBuilder rule = begun;
        int done = 0;
        Matcher words = OFTEN.matcher(often);
        while (done < often.length() && words.find(done) && words.start() == done) {
            if (words.group(1) != null) {
                rule = rule.once();
            } else if (words.group(2) != null) {
                rule = rule.times(Integer.parseInt(words.group(2)));
            } else {
                rule = rule.after(Integer.parseInt(words.group(3)));
            }
            done = words.end();
            while (done < often.length() && Character.isWhitespace(often.charAt(done))) {
                done++;
            }
        }
        if (done < often.length()) {
            throw new IllegalArgumentException("\"" + often + "\" does not tell how often: write \"once\", \"2 times\","
                    + " \"after 3\" or \"after 3 once\"");
        }
        return rule;
    }

    private static Phase phase(String name) {
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(Phase.values())
                .filter(phase -> phase.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no phase \"" + name + "\", but "
                        + Arrays.stream(Phase.values())
                                .map(phase ->
                                        phase.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                                .collect(Collectors.joining(", "))));
    }

    private static FaultMatcher matcher(Phase phase, String pattern) {
        return switch (phase) {
            case EHLO -> FaultMatcher.heloName(pattern);
            case AUTH -> FaultMatcher.user(pattern);
            case MAIL -> FaultMatcher.sender(pattern);
            case RCPT, DATA, BDAT, END_OF_DATA -> FaultMatcher.recipient(pattern);
            default ->
                throw new IllegalArgumentException("A pattern has no meaning at " + phase
                        + ": leave it away, or use ehlo, auth, mail, rcpt, data, bdat or end-of-data");
        };
    }

    /** Reads the pattern of a client's or a user's name. */
    static Wildcards namePattern(String pattern) {
        requireName(!pattern.isBlank(), pattern, "it is empty: use * for any");
        requireName(
                pattern.chars().noneMatch(c -> c <= ' ' || c == '<' || c == '>' || c == 0x7f),
                pattern,
                "write it without spaces and angle brackets");
        return Wildcards.of(pattern);
    }

    /** Checks the name of a mechanism. */
    static void checkMechanism(String name) {
        requireName(
                !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f),
                name,
                "give the mechanism alone, such as PLAIN");
    }

    private static void requireName(boolean condition, String pattern, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("The pattern \"" + pattern + "\" can match no name: " + problem);
        }
    }
}
