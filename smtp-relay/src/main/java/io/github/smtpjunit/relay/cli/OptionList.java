package io.github.smtpjunit.relay.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;

/** Renders the options of a command for its help, each class of them under its {@link OptionHeading}. */
final class OptionList implements IHelpSectionRenderer {

    @Override
    public String render(Help help) {
        Map<String, List<OptionSpec>> byHeading = new LinkedHashMap<>();
        byHeading.put("", new ArrayList<>()); // those without a heading come first
        for (OptionSpec option : help.commandSpec().options()) {
            byHeading
                    .computeIfAbsent(heading(option), heading -> new ArrayList<>())
                    .add(option);
        }
        StringBuilder text = new StringBuilder();
        byHeading.forEach((heading, options) -> {
            Help.Layout layout = help.createDefaultLayout();
            layout.addOptions(options, help.parameterLabelRenderer());
            text.append(heading).append(layout);
        });
        return text.toString();
    }

    private static String heading(OptionSpec option) {
        OptionHeading heading = option.userObject() instanceof Member member
                ? member.getDeclaringClass().getAnnotation(OptionHeading.class)
                : null;
        return heading == null ? "" : String.format("%n%s:%n", heading.value());
    }
}
