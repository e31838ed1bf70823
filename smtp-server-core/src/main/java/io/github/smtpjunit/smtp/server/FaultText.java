package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rules as text: {@code PHASE[:PATTERN]=REPLY}. */
final class FaultText {

    private static final String EXAMPLE = "PHASE[:PATTERN]=REPLY, such as \"rcpt:defer@*=451 4.2.0 Try later\"";

    private FaultText() {}

    static FaultRule parse(String text) {
        try {
            return parts(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The rule \"" + text + "\" cannot be used. " + e.getMessage(), e);
        }
    }

    private static FaultRule parts(String text) {
        int head = endOfHead(text);
        String[] place = text.substring(0, head).split(":", 2);
        Phase phase = phase(place[0].strip());
        FaultRuleBuilder rule = FaultRule.on(phase);
        if (place.length == 2) {
            rule.when(matcher(phase, place[1].strip()));
        }
        return rule.reply(Reply.parse(text.substring(head + 1).strip()));
    }

    /** The equals sign before the reply; an address may hold others. */
    private static int endOfHead(String text) {
        for (int i = text.indexOf('='); i >= 0; i = text.indexOf('=', i + 1)) {
            if (text.substring(i + 1).strip().matches("[2-5]\\d\\d( .*)?")) {
                return i;
            }
        }
        throw new IllegalArgumentException("A rule is " + EXAMPLE);
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
}
