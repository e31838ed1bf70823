package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultMatcher.command;
import static io.github.smtpjunit.smtp.server.FaultMatcher.connection;
import static io.github.smtpjunit.smtp.server.FaultMatcher.heloName;
import static io.github.smtpjunit.smtp.server.FaultMatcher.message;
import static io.github.smtpjunit.smtp.server.FaultMatcher.moreThanConnections;
import static io.github.smtpjunit.smtp.server.FaultMatcher.nthRecipient;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.FaultMatcher.sender;
import static io.github.smtpjunit.smtp.server.FaultMatcher.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.smtpjunit.smtp.Replies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Conditions, schedules, text form and profiles of rules, and what is refused. */
@Timeout(60)
class FaultRuleTests extends FaultTestCase {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private final ManualClock clock = ManualClock.atNow();

    /** How eight RSETs are answered: x for a hit, o for none. */
    private String eight(SmtpServer timed) {
        StringBuilder answers = new StringBuilder();
        RawClient client = greeted(timed);
        for (int i = 0; i < 8; i++) {
            answers.append(client.send("RSET").reply().startsWith("250") ? 'o' : 'x');
        }
        return answers.toString();
    }

    private String eight(UnaryOperator<FaultRuleBuilder> schedule) {
        SmtpServer timed = start(builder().clock(clock));
        schedule.apply(timed.faults().on(Phase.RSET)).reply(Replies.LOCAL_ERROR);
        return eight(timed);
    }

    @TestFactory
    Stream<DynamicTest> schedules() {
        Map<String, UnaryOperator<FaultRuleBuilder>> rows = new LinkedHashMap<>();
        rows.put("xxxxxxxx always", rule -> rule);
        rows.put("xooooooo once", FaultRuleBuilder::once);
        rows.put("xxxooooo 3 times", rule -> rule.times(3));
        rows.put("ooxxxxxx after 2", rule -> rule.after(2));
        rows.put("oooxxooo after 3, 2 times", rule -> rule.after(3).times(2));
        rows.put("ooxooxoo every 3rd", rule -> rule.everyNth(3));
        rows.put(
                "oooxoxoo after 2, every 2nd, 2 times",
                rule -> rule.after(2).everyNth(2).times(2));
        rows.put("ooooxxxx beyond 4 a minute", rule -> rule.rateLimit(4, MINUTE));
        rows.put("xxxxxxxx beyond none a minute", rule -> rule.rateLimit(0, MINUTE));
        rows.put("oooooooo until a latch that is open", rule -> rule.until(new CountDownLatch(0)));
        rows.put("xxxxxxxx until a latch that is not", rule -> rule.until(new CountDownLatch(1)));
        rows.put("xxxxxxxx with certainty", rule -> rule.probability(1, 4711));
        return rows.entrySet().stream()
                .map(row -> dynamicTest(
                        row.getKey(),
                        () -> assertThat(eight(row.getValue()))
                                .isEqualTo(row.getKey().substring(0, 8))));
    }

    @Test
    void aSequenceOfRepliesEndsNormally() {
        faults.on(Phase.RSET).replies(Replies.LOCAL_ERROR, Replies.MAILBOX_BUSY);

        greeted(server)
                .send("RSET")
                .expect("451 *")
                .send("RSET")
                .expect("450 *")
                .send("RSET")
                .expect("250 *");
    }

    @Test
    void chanceIsTheSameEachTimeAndTellsItsSeed() {
        String first = eight(rule -> rule.probability(0.5, 42));

        assertThat(eight(rule -> rule.probability(0.5, 42))).isEqualTo(first).contains("x", "o");
        assertThat(FaultRule.on(Phase.RSET).probability(0.5, 42).reply(Replies.LOCAL_ERROR))
                .hasToString("RSET, with probability 0.5, seed 42: 451 4.3.0 Local error in processing");
    }

    @Test
    void theRateIsThatOfTheServersClock() {
        SmtpServer timed = start(builder().clock(clock));
        timed.faults().on(Phase.RSET).rateLimit(3, MINUTE).reply(Replies.RATE_LIMITED);

        assertThat(eight(timed)).isEqualTo("oooxxxxx");
        clock.advance(MINUTE);
        assertThat(eight(timed)).isEqualTo("oooxxxxx");
    }

    @Test
    void greylistingGoesByClientSenderAndRecipient() {
        SmtpServer timed = start(builder().clock(clock));
        timed.faults().add(FaultProfiles.greylistingPostfix());
        RawClient client = greeted(timed).send("MAIL FROM:<a@x>").expect("250 *");

        client.send("RCPT TO:<b@x>").expect("450 4.2.0 *");
        clock.advance(Duration.ofMinutes(4));
        client.send("RCPT TO:<b@x>").expect("450 *").send("RCPT TO:<c@x>").expect("450 *");
        clock.advance(MINUTE);
        client.send("RCPT TO:<b@x>").expect("250 *").send("RCPT TO:<c@x>").expect("450 *");
        client.send("RSET").expect("250 *").send("MAIL FROM:<other@x>").expect("250 *");
        client.send("RCPT TO:<b@x>").expect("450 *");
    }

    /** The lines of two mails, with that of the one that a rule is about. */
    @TestFactory
    Stream<DynamicTest> conditions() {
        record Row(Phase phase, FaultMatcher condition, String hits) {}
        return Stream.of(
                        new Row(Phase.EHLO, heloName("*.example.org"), "EHLO client.example.org"),
                        new Row(Phase.EHLO, heloName("other"), ""),
                        new Row(Phase.MAIL, sender("ada@x.example"), "MAIL FROM:<Ada@x.example>"),
                        new Row(Phase.MAIL, sender("@x.example"), "MAIL FROM:<Ada@x.example>"),
                        new Row(Phase.MAIL, sender("a?a@*"), "MAIL FROM:<Ada@x.example>"),
                        new Row(Phase.MAIL, sender(""), "MAIL FROM:<>"),
                        new Row(Phase.MAIL, sender("@x.example").not(), "MAIL FROM:<>"),
                        new Row(Phase.MAIL, transaction(2), "MAIL FROM:<>"),
                        new Row(Phase.RCPT, sender("").and(nthRecipient(2)), "RCPT TO:<d@y.example>"),
                        new Row(Phase.RCPT, recipient("b@x.example"), "RCPT TO:<b@x.example>"),
                        new Row(
                                Phase.RCPT,
                                recipient(Pattern.compile("^[bd]@")),
                                "RCPT TO:<b@x.example>,RCPT TO:<d@y.example>"),
                        new Row(
                                Phase.RCPT,
                                recipient("b@*").or(recipient("@z.example")),
                                "RCPT TO:<b@x.example>,RCPT TO:<c@z.example>"),
                        new Row(Phase.RCPT, nthRecipient(2), "RCPT TO:<d@y.example>"),
                        new Row(Phase.MAIL, sender("\"ada\"@X.example"), "MAIL FROM:<Ada@x.example>"),
                        new Row(Phase.RCPT, point -> point.line().contains("z.e"), "RCPT TO:<c@z.example>"),
                        new Row(Phase.RSET, command(Pattern.compile("^RSET$")), "RSET"),
                        new Row(Phase.RSET, connection(1), "RSET"),
                        new Row(Phase.RSET, connection(2), ""),
                        new Row(Phase.RSET, moreThanConnections(1), ""))
                .map(row -> dynamicTest(
                        row.phase() + ", " + FaultCondition.of(row.condition()),
                        () -> assertThat(hits(row.phase(), row.condition())).isEqualTo(row.hits())));
    }

    private String hits(Phase phase, FaultMatcher condition) {
        SmtpServer fresh = start(builder());
        List<String> hits = new ArrayList<>();
        FaultRule rule = fresh.faults().on(phase).where(condition).then(FaultAction.fragment());
        RawClient client = connect(fresh).expect("220 *");
        for (String line : List.of(
                "EHLO client.example.org",
                "MAIL FROM:<Ada@x.example>",
                "RCPT TO:<b@x.example>",
                "RSET",
                "MAIL FROM:<>",
                "RCPT TO:<c@z.example>",
                "RCPT TO:<d@y.example>",
                "QUIT")) {
            int before = rule.hits();
            client.send(line).reply();
            if (rule.hits() > before) {
                hits.add(line);
            }
        }
        return String.join(",", hits);
    }

    @Test
    void aMessageIsLookedAtWithItsContent() {
        faults.on(Phase.END_OF_DATA)
                .where(message(mail -> text(mail).contains("Subject: Offer")))
                .reply(Replies.SPAM);
        RawClient client = greeted(server);

        client.send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>").expect("250 *");
        client.send("DATA")
                .expect("354 *")
                .sendRaw("Subject: Offer\r\n\r\n.\r\n")
                .expect("554 5.7.1 Spam*");
        client.sendMail("a@x", "b@x", "Subject: Hello\r\n\r\n").quit();

        assertThat(received.contents()).containsExactly("Subject: Hello\r\n\r\n");
    }

    private static String text(ReceivedMail mail) {
        try {
            return new String(mail.content().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aConditionThatFailsIsNoHit() {
        faults.on(Phase.NOOP)
                .where(point -> {
                    throw new IllegalStateException("a failure on purpose");
                })
                .reply(Replies.LOCAL_ERROR);

        greeted(server).send("NOOP").expect("250 *").quit();
    }

    @Test
    void moreConnectionsThanAllowedAreRefused() {
        faults.on(Phase.CONNECT).where(moreThanConnections(1)).reply(Replies.TOO_MANY_CONNECTIONS);

        RawClient first = greeted(server);
        connect(server).expect("421 *").expectEnd();
        first.quit();
    }

    @Test
    void oldServersKnowNoEhloAndGmailWantsAuthentication() {
        faults.add(FaultProfiles.heloOnly());
        faults.add(FaultProfiles.gmailUnauthenticated());

        connect(server)
                .expect("220 *")
                .send("EHLO client")
                .expect("500 *")
                .send("HELO client")
                .expect("250 *")
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n")
                .expect("550-5.7.26 This mail has been blocked*", "550 5.7.26 Gmail requires*")
                .quit();
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void exchangeOnlineTakesThreeConnectionsAtATime() {
        faults.add(FaultProfiles.exchangeOnlineThrottling());
        List<RawClient> three = List.of(greeted(server), greeted(server), greeted(server));

        three.forEach(client -> client.sendMail("a@x", "b@x", "x\r\n"));
        RawClient fourth = greeted(server);
        fourth.sendMailPart("a@x", "b@x", "x\r\n.\r\n").expect("432 4.3.2 Concurrent connections limit exceeded. *");
        three.get(0).quit();
        fourth.sendMail("a@x", "b@x", "x\r\n").quit();
        assertThat(received.mails()).hasSize(4);
    }

    // Text

    @TestFactory
    Stream<DynamicTest> rulesAsText() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("rcpt:defer@*=451 4.2.0 Try later", "RCPT, recipient defer@*: 451 4.2.0 Try later");
        rows.put("mail:badsender@*=550 5.7.1 Sender refused", "MAIL, sender badsender@*: 550 5.7.1 Sender refused");
        rows.put("End-Of-Data=554 5.7.1 No", "END_OF_DATA: 554 5.7.1 No");
        rows.put("rcpt:a=b@x = 550 No", "RCPT, recipient a=b@x: 550 No");
        rows.put("ehlo:*.example=421 Bye", "EHLO, client *.example: 421 Bye");
        rows.put("rcpt:ada@x 2 times=451 4.7.1 Later", "RCPT, recipient ada@x, 2 times: 451 4.7.1 Later");
        rows.put("noop after 3 once = 451 No", "NOOP, after 3 once: 451 No");
        rows.put("mail: 1 times=550 No", "MAIL, sender <>, once: 550 No");
        rows.put("end-of-data once=store-and-close", "END_OF_DATA, once: store, then close before the reply");
        rows.put("connect=hang", "CONNECT: hang");
        rows.put("tls_handshake=reset", "TLS_HANDSHAKE: reset");
        rows.put("quit=half-close", "QUIT: half close");
        rows.put("rcpt once=ignore", "RCPT, once: ignore");
        rows.put(
                "end-of-data:gone@*=bounce 550 5.1.1 No such user",
                "END_OF_DATA, recipient gone@*: accept, then bounce: 550 5.1.1 No such user");
        rows.put("data=close-after-reply", "DATA: close after the reply");
        rows.put("end-of-data:a=lose@x=lose", "END_OF_DATA, recipient a=lose@x: lose");
        rows.put("end-of-data=twice", "END_OF_DATA: hand over twice");
        rows.put("mail=close", "MAIL: close");
        rows.put("ehlo=hide STARTTLS SIZE", "EHLO: hide STARTTLS SIZE");
        return rows.entrySet().stream()
                .map(row -> dynamicTest(
                        row.getKey(),
                        () -> assertThat(FaultRule.parse(row.getKey())).hasToString(row.getValue())));
    }

    @TestFactory
    Stream<DynamicTest> whatIsRefused() {
        Map<String, Function<FaultRuleBuilder, Object>> rows = new LinkedHashMap<>();
        rows.put(
                "once() and times(2): it says twice how often",
                rule -> rule.once().times(2));
        rows.put("times(0): times(n) needs 1 or more", rule -> rule.times(0));
        rows.put("times(-1): times(n) needs 1 or more, not -1", rule -> rule.times(-1));
        rows.put("after(-1): after(n) needs zero or more, not -1", rule -> rule.after(-1));
        rows.put("after(0) twice: after(...) twice", rule -> rule.after(0).after(1));
        rows.put("everyNth(0): everyNth(n) needs 1 or more, not 0", rule -> rule.everyNth(0));
        rows.put("everyNth twice: everyNth(...) twice", rule -> rule.everyNth(1).everyNth(1));
        rows.put("until twice: until(...) twice", rule -> rule.until(() -> true).until(() -> true));
        rows.put("no chance: needs more than 0 and at most 1, not 0.0", rule -> rule.probability(0, 1));
        rows.put("less than no chance: at most 1, not -0.5", rule -> rule.probability(-0.5, 1));
        rows.put("no number: at most 1, not NaN", rule -> rule.probability(Double.NaN, 1));
        rows.put("a rate below zero: rateLimit(n, per) needs zero or more", rule -> rule.rateLimit(-1, MINUTE));
        rows.put("a rate in no time: and a positive time", rule -> rule.rateLimit(1, Duration.ZERO));
        rows.put("a rate in less: and a positive time", rule -> rule.rateLimit(1, MINUTE.negated()));
        rows.put("greylisting at once: needs a positive time", rule -> rule.greylisting(Duration.ZERO));
        rows.put("greylisting backwards: needs a positive time", rule -> rule.greylisting(MINUTE.negated()));
        rows.put(
                "greylisting by chance: make a rule of each",
                rule -> rule.greylisting(MINUTE).probability(1, 1));
        rows.put("after(1) twice: keep one", rule -> rule.after(1).after(1));
        rows.put(
                "two gates: make a rule of each",
                rule -> rule.rateLimit(1, MINUTE).probability(0.5, 1));
        rows.put("a chance of 2: needs more than 0 and at most 1", rule -> rule.probability(2, 1));
        rows.put("354: it can be 250, 251, 4yz or 5yz", rule -> rule.reply(Replies.SEND_CONTENT));
        rows.put("message(..): use it at END_OF_DATA", rule -> rule.where(message(mail -> true)));
        rows.put("lose(): use it at END_OF_DATA", rule -> rule.then(FaultAction.lose()));
        rows.put(
                "two replies: has two replies",
                rule -> rule.then(FaultAction.reply(Replies.LOCAL_ERROR), FaultAction.reply(Replies.LOCAL_ERROR)));
        rows.put(
                "close, reply: put the reply first",
                rule -> rule.then(FaultAction.close(), FaultAction.reply(Replies.LOCAL_ERROR)));
        rows.put("nothing: give then(...) an action", FaultRuleBuilder::then);
        rows.put("recipient(\"ada\"): write user@domain", rule -> rule.where(recipient("ada")));
        rows.put("recipient(\"<a@b>\"): without spaces and angle brackets", rule -> rule.where(recipient("<a@b>")));
        rows.put("recipient(\"\"): it is empty", rule -> rule.where(recipient("")));
        rows.put("nthRecipient(0): Counting starts with 1", rule -> rule.where(nthRecipient(0)));
        rows.put(
                "mechanism(\"\"): give the mechanism alone, such as PLAIN",
                rule -> rule.where(FaultMatcher.mechanism("")));
        rows.put(
                "mechanism of two words: give the mechanism alone, such as PLAIN",
                rule -> rule.where(FaultMatcher.mechanism("PLAIN LOGIN")));
        rows.put("hide(): Give at least one of the keywords", rule -> rule.then(EhloFault.hide()));
        rows.put(
                "hide(\"SIZE 10\"): give the keyword alone, such as STARTTLS",
                rule -> rule.then(EhloFault.hide("SIZE 10")));
        rows.put("say(\"\", ..): give the keyword alone", rule -> rule.then(EhloFault.say("", "SIZE 1")));
        rows.put("add(): Give at least one of the lines", rule -> rule.then(EhloFault.add()));
        rows.put("a code of 99: The code must be 200 to 599, not 99", rule -> rule.then(FaultAction.unterminated(99)));
        rows.put(
                "a line of 512 octets: The octets must be 513 to 1000000, not 512",
                rule -> rule.then(FaultAction.overlong(250, 512)));
        return rows.entrySet().stream()
                .map(row -> dynamicTest(
                        row.getKey(),
                        () -> assertThatIllegalArgumentException()
                                .isThrownBy(() -> row.getValue().apply(FaultRule.on(Phase.RCPT)))
                                .withMessageContaining(row.getKey().split(": ", 2)[1])));
    }

    @TestFactory
    Stream<DynamicTest> textThatIsRefused() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("rcpt", "A rule is PHASE[:PATTERN] [HOW OFTEN]=WHAT, such as");
        rows.put("rcpt=later", "what happens is a reply, hide KEYWORD, bounce REPLY, close, reset,");
        rows.put("5=450 No", "A rule is PHASE[:PATTERN] [HOW OFTEN]=WHAT, such as");
        rows.put("rcpt sometimes=450 No", "\"sometimes\" does not tell how often: write \"once\", \"2 times\"");
        rows.put("rcpt once=lose", "lose has no effect at RCPT: use it at END_OF_DATA");
        rows.put("rcpt once 2 times=450 No", "keep one of once(), times(...)");
        rows.put("rcpt 0 times=450 No", "times(n) needs 1 or more");
        rows.put("dot=550 No", "There is no phase \"dot\", but connect, ehlo,");
        rows.put("noop:a@b=450 No", "A pattern has no meaning at NOOP");
        rows.put("rcpt:ada=450 No", "write user@domain");
        rows.put("connect=250 Hello", "only 4yz and 5yz may stand there");
        rows.put("rcpt=550 4.1.1 No", "does not fit the reply code");
        return rows.entrySet().stream()
                .map(row -> dynamicTest(
                        row.getKey(),
                        () -> assertThatIllegalArgumentException()
                                .isThrownBy(() -> FaultRule.parse(row.getKey()))
                                .withMessageStartingWith("The rule \"" + row.getKey() + "\" cannot be used. ")
                                .withMessageContaining(row.getValue())));
    }

    @Test
    void aRuleIsMadeOnceAndAddedOnce() {
        Faults faults = new Faults();
        FaultRuleBuilder builder = faults.on(Phase.NOOP);
        FaultRule rule = builder.reply(Replies.LOCAL_ERROR);

        assertThatIllegalStateException().isThrownBy(() -> builder.reply(Replies.LOCAL_ERROR));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.add(rule));
        assertThat(faults.rules()).containsExactly(rule);
        faults.remove(rule);
        assertThat(faults.rules()).isEmpty();
    }
}
