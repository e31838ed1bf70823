package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.smtp.server.FaultRule;
import io.github.smtpjunit.smtp.server.Faults;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What to answer on purpose, and what to log. */
@OptionHeading("Behaviour")
final class BehaviourOptions {

    @Option(
            names = "--rule",
            paramLabel = "PHASE[:GLOB]=REPLY",
            converter = RuleConverter.class,
            description = {
                "Answer like this at this phase, for addresses that match. Can be given more than once; the first match"
                        + " wins.",
                "Such as: --rule 'mail:badsender@*=550 5.7.1 Sender refused'",
                "         --rule 'rcpt:defer@*=451 4.2.0 Try later'"
            })
    private List<FaultRule> rules = new ArrayList<>();

    @Option(names = "--verbose", description = "Log the dialogues too, with passwords masked.")
    private boolean verbose;

    void apply(SmtpServerBuilder server) {
        if (!rules.isEmpty()) {
            Faults faults = new Faults();
            faults.add(rules.toArray(FaultRule[]::new));
            server.faults(faults);
        }
    }

    boolean isVerbose() {
        return verbose;
    }

    /** Reads a rule. */
    static final class RuleConverter implements ITypeConverter<FaultRule> {
        @Override
        public FaultRule convert(String value) {
            try {
                return FaultRule.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
