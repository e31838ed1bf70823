package io.github.smtpjunit.inbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Mails given out to requirements, one to each, to as many as possible: a maximum matching in a bipartite graph, found
 * by augmenting paths.
 */
final class RequirementMatching {

    private static final int NONE = -1;
    private static final int MAX_REASONS = 3; // in a message of one screen

    private final List<Consumer<MailAssert>> requirements;
    private final List<CapturedMail> mails;
    private final Map<Long, Boolean> looks = new HashMap<>(); // whether a mail satisfies a requirement, looked at once
    private final int[] mailOf; // requirement
    private final int[] requirementOf; // mail
    private final int[] triedFor; // mail: the last requirement that a mail was sought for

    private RequirementMatching(List<Consumer<MailAssert>> requirements, List<CapturedMail> mails) {
        this.requirements = requirements;
        this.mails = mails;
        mailOf = new int[requirements.size()];
        requirementOf = new int[mails.size()];
        triedFor = new int[mails.size()];
        Arrays.fill(mailOf, NONE);
        Arrays.fill(requirementOf, NONE);
        Arrays.fill(triedFor, NONE);
    }

    static RequirementMatching of(List<Consumer<MailAssert>> requirements, List<CapturedMail> mails) {
        RequirementMatching assignment = new RequirementMatching(requirements, mails);
        for (int requirement = 0; requirement < requirements.size(); requirement++) {
            assignment.give(requirement, requirement);
        }
        return assignment;
    }

    /** Finds a mail for a requirement, if need be by giving others another one, each mail tried once. */
    private boolean give(int requirement, int sought) {
        int next = nextMail(requirement);
        for (int i = 0; i < mails.size(); i++) {
            int away = i % 2 == 0 ? -i / 2 : (i + 1) / 2;
            int mail = Math.floorMod(next + away, mails.size());
            if (triedFor[mail] != sought && satisfies(requirement, mail)) {
                triedFor[mail] = sought;
                if (requirementOf[mail] == NONE || give(requirementOf[mail], sought)) {
                    requirementOf[mail] = requirement;
                    mailOf[requirement] = mail;
                    return true;
                }
            }
        }
        return false;
    }

    /** Where to begin: often the mails have nearly the order of the requirements, or the opposite one. */
    private int nextMail(int requirement) {
        return requirement == 0 || mailOf[requirement - 1] == NONE ? requirement : mailOf[requirement - 1] + 1;
    }

    private boolean satisfies(int requirement, int mail) {
        return looks.computeIfAbsent(
                (long) requirement * mails.size() + mail,
                unused -> InboxAssert.satisfies(mails.get(mail), requirements.get(requirement)));
    }

    /** Each requirement has a mail, and each mail a requirement. */
    boolean isComplete() {
        return requirements.size() == mails.size() && IntStream.of(mailOf).allMatch(mail -> mail != NONE);
    }

    /** What is left over on both sides, and why. */
    String problem() {
        List<String> lines = new ArrayList<>();
        lines.add("found " + mails.size() + ".");
        int[] unmet = IntStream.range(0, requirements.size())
                .filter(requirement -> mailOf[requirement] == NONE)
                .toArray();
        for (int requirement : Arrays.copyOf(unmet, Math.min(unmet.length, MAX_REASONS))) {
            lines.add("");
            lines.add("Requirement " + (requirement + 1) + " found no mail" + reason(requirement));
        }
        if (unmet.length > MAX_REASONS) {
            lines.add("");
            lines.add((unmet.length - MAX_REASONS) + " more of the requirements found no mail.");
        }
        List<Integer> left = left().stream().map(CapturedMail::number).toList();
        if (!left.isEmpty()) {
            lines.add("");
            lines.add("No requirement took " + Texts.mails(left) + ".");
        }
        return String.join("\n", lines);
    }

    /** The mails that no requirement took. */
    List<CapturedMail> left() {
        return IntStream.range(0, mails.size())
                .filter(mail -> requirementOf[mail] == NONE)
                .mapToObj(mails::get)
                .toList();
    }

    private String reason(int requirement) {
        if (mails.isEmpty()) {
            return ".";
        }
        List<Integer> taken = numbers(mail -> satisfies(requirement, mail));
        return taken.isEmpty()
                ? "."
                        + NearestMiss.of(mails, requirements.get(requirement))
                                .map(miss -> miss.text().substring(1))
                                .orElse("")
                : ": other requirements need " + Texts.mails(taken) + ", which would do.";
    }

    private List<Integer> numbers(IntPredicate indices) {
        return IntStream.range(0, mails.size())
                .filter(indices)
                .mapToObj(index -> mails.get(index).number())
                .toList();
    }
}
