package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A client that has an answer to each challenge, and gives up when it has no more. */
final class ScriptedClient implements SaslClientExchange {

    private final Optional<String> initialResponse;
    private final Iterator<UnaryOperator<String>> answers;

    ScriptedClient(Optional<String> initialResponse, List<UnaryOperator<String>> answers) {
        this.initialResponse = initialResponse;
        this.answers = answers.iterator();
    }

    @Override
    public Optional<String> initialResponse() {
        return initialResponse;
    }

    @Override
    public Optional<String> respond(String challenge) {
        requireNonNull(challenge, "challenge");
        return answers.hasNext() ? Optional.of(answers.next().apply(challenge)) : Optional.empty();
    }

    @Override
    public boolean isSatisfied() {
        return true;
    }
}
