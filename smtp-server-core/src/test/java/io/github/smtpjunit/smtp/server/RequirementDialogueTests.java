package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What needs TLS or AUTH where these are required, and what is said before EHLO. */
class RequirementDialogueTests extends DialogueTestCase {

    @TestFactory
    Stream<DynamicTest> whereTlsIsRequired() {
        return dialogues(builder -> builder.tls(TestTls.server()).requireTls(), """
                # before EHLO, addresses are confirmed over TLS only, and MAIL comes too early
                C: VRFY ada
                S: 530 5.7.0 *
                C: EXPN all
                S: 530 5.7.0 *
                C: MAIL FROM:<a@x>
                S: 503 5.5.1 *
                C: NOOP
                S: 250 *

                # after EHLO all of these need TLS
                C: EHLO x
                S: 250*
                C: VRFY ada
                S: 530 5.7.0 *
                C: EXPN all
                S: 530 5.7.0 *
                C: MAIL FROM:<a@x>
                S: 530 5.7.0 *
                """);
    }

    @TestFactory
    Stream<DynamicTest> whereAuthIsRequired() {
        return dialogues(
                builder -> builder.authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
                        .allowAuthWithoutTls()
                        .requireAuth(),
                """
                # before EHLO, addresses are confirmed to users only, and MAIL comes too early
                C: VRFY ada
                S: 530 5.7.0 *
                C: EXPN all
                S: 530 5.7.0 *
                C: MAIL FROM:<a@x>
                S: 503 5.5.1 *

                # after AUTH none of these is refused so
                C: EHLO x
                S: 250*
                C: VRFY ada
                S: 530 5.7.0 *
                C: AUTH PLAIN AGFkYQBzZWNyZXQ=
                S: 235 *
                C: VRFY ada
                S: 252 *
                C: MAIL FROM:<a@x>
                S: 250 *
                """);
    }

    @TestFactory
    Stream<DynamicTest> aRuleThatRefusesWithinAnExchangeEndsIt() {
        return dialogues(
                builder -> {
                    Faults faults = new Faults();
                    faults.on(Phase.AUTH).after(1).once().reply(454, "4.7.0", "Later");
                    return builder.faults(faults)
                            .authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
                            .allowAuthWithoutTls();
                },
                """
                # the next line is a command
                C: EHLO x
                S: 250*
                C: AUTH LOGIN
                S: 334 *
                C: YWRh
                S: 454 4.7.0 Later
                C: NOOP
                S: 250 *
                C: AUTH LOGIN
                S: 334 *
                C: YWRh
                S: 334 *
                C: c2VjcmV0
                S: 235 *
                """);
    }
}
