package io.github.smtpjunit.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** If our result differs from that of Mime4j and of Angus, a table gives the reason. */
class DifferentialTests {

    private static final Path TABLE = Path.of("src/test/resources/cases/differences.md");

    @Test
    void theTableSaysWhyWeDifferFromBoth() throws IOException {
        Map<String, String> reasons = reasons();
        List<String> unexplained = new ArrayList<>();
        List<String> needless = new ArrayList<>(reasons.keySet());
        for (MailCase one : MailCase.all()) {
            for (String fact : differences(one)) {
                String key = one + " / " + fact;
                needless.remove(key);
                if (!reasons.containsKey(key)) {
                    unexplained.add(key);
                }
            }
        }
        assertThat(unexplained).as("differences without a reason").isEmpty();
        assertThat(needless).as("reasons without a difference").isEmpty();
    }

    /** The facts in which both others differ from us. */
    private static List<String> differences(MailCase one) {
        Map<String, String> ours = Reading.ours(one.mail()).facts();
        Map<String, String> mime4j = Mime4jReading.of(one.mail()).facts();
        Map<String, String> angus = AngusReading.of(one.mail()).facts();
        return Reading.FACTS.stream()
                .filter(fact -> !Objects.equals(ours.get(fact), mime4j.get(fact)))
                .filter(fact -> !Objects.equals(ours.get(fact), angus.get(fact)))
                .toList();
    }

    private static Map<String, String> reasons() throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            String[] cells = line.split(" *\\| *", -1);
            if (cells.length == 5 && !cells[1].equals("case") && !cells[1].startsWith("---")) {
                reasons.put(cells[1] + " / " + cells[2], cells[3]);
            }
        }
        return reasons;
    }
}
