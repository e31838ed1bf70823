package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests in the guide to several nodes are well-formed, agree with themselves, and use options that exist. */
class SeveralNodesGuideTests {

    private static final Path GUIDE = Path.of("relay-on-several-nodes.md");
    private static final Path OPTIONS = Path.of("operating-the-relay.md");
    private static final Pattern VARIABLE = Pattern.compile("SMTP_RELAY_[A-Z_]+");
    private static final Pattern BLOCK = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    private final List<Map<String, Object>> documents = documents();

    private static List<Map<String, Object>> documents() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Map<String, Object>> documents = new ArrayList<>();
        BLOCK.matcher(read(GUIDE))
                .results()
                .forEach(block -> new Yaml(new SafeConstructor(options))
                        .loadAll(block.group(1))
                        .forEach(document -> documents.add(map(document))));
        return documents;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) value;
    }

    /** What a path of keys leads to. */
    private static Object at(Object value, String... path) {
        Object here = value;
        for (String key : path) {
            here = here instanceof List<?> list
                    ? list.get(Integer.parseInt(key))
                    : map(here).get(key);
            assertThat(here).as(String.join(".", path)).isNotNull();
        }
        return here;
    }

    private Map<String, Object> kind(String kind, String name) {
        return documents.stream()
                .filter(document -> kind.equals(document.get("kind")) && name.equals(at(document, "metadata", "name")))
                .findFirst()
                .orElseThrow();
    }

    private static List<Object> each(Object list, String key) {
        return ((List<?>) list).stream().map(entry -> at(entry, key)).toList();
    }

    @Test
    void allManifestsCanBeRead() {
        assertThat(documents).hasSize(5);
        assertThat(documents.subList(0, 4))
                .allSatisfy(document -> assertThat(document).containsKeys("apiVersion", "kind", "metadata", "spec"));
        assertThat(documents.get(4)).containsKeys("services", "networks", "volumes", "secrets");
    }

    @Test
    void theServicesFindThePods() {
        Map<String, Object> nodes = kind("StatefulSet", "smtp-relay");
        Map<String, Object> labels = map(at(nodes, "spec", "template", "metadata", "labels"));
        Object ports = at(nodes, "spec", "template", "spec", "containers", "0", "ports");

        assertThat(labels)
                .containsAllEntriesOf(map(at(nodes, "spec", "selector", "matchLabels")))
                .containsAllEntriesOf(map(at(kind("Service", "smtp-relay"), "spec", "selector")))
                .containsAllEntriesOf(map(at(kind("Service", "smtp-relay-nodes"), "spec", "selector")))
                .containsAllEntriesOf(
                        map(at(kind("PodDisruptionBudget", "smtp-relay"), "spec", "selector", "matchLabels")));
        assertThat(at(nodes, "spec", "serviceName")).isEqualTo("smtp-relay-nodes");
        assertThat(each(ports, "name"))
                .contains(at(kind("Service", "smtp-relay"), "spec", "ports", "0", "targetPort"), "http");
        assertThat(each(ports, "containerPort")).containsExactly(2525, 8025);
    }

    @Test
    void eachVolumeOfAPodIsThere() {
        Map<String, Object> nodes = kind("StatefulSet", "smtp-relay");
        List<Object> volumes = new ArrayList<>(each(at(nodes, "spec", "template", "spec", "volumes"), "name"));
        volumes.addAll(each(each(at(nodes, "spec", "volumeClaimTemplates"), "metadata"), "name"));

        assertThat(each(at(nodes, "spec", "template", "spec", "containers", "0", "volumeMounts"), "name"))
                .hasSize(2)
                .isSubsetOf(volumes);
    }

    @Test
    void eachServiceOfComposeHasItsNameAndItsVolume() {
        Map<String, Object> compose = documents.get(4);
        Map<String, Object> volumes = map(at(compose, "volumes"));

        assertThat(map(at(compose, "services"))).hasSize(2).allSatisfy((name, service) -> {
            assertThat(at(service, "command")).isEqualTo(List.of("serve"));
            assertThat(at(service, "environment", "SMTP_RELAY_HOSTNAME")).isEqualTo(name + ".example.org");
            assertThat(at(service, "environment", "SMTP_RELAY_SPOOL")).isEqualTo("/data/spool");
            assertThat(at(service, "volumes")).isEqualTo(List.of(name + ":/data"));
            assertThat(volumes).containsKey(name);
            assertThat(map(at(compose, "secrets"))).containsKey(String.valueOf(at(service, "secrets", "0")));
            assertThat(at(service, "networks", "mail", "aliases")).isEqualTo(List.of("relay"));
        });
    }

    @Test
    void eachVariableIsThatOfAnOptionOfServe() {
        TreeSet<String> ofServe = new TreeSet<>();
        for (String line : read(OPTIONS).lines().toList()) {
            String[] cells = line.replace("\\|", "/").split("\\|", -1);
            if (cells.length > 3 && cells[3].contains("serve")) {
                VARIABLE.matcher(cells[2]).results().map(MatchResult::group).forEach(ofServe::add);
            }
        }

        assertThat(VARIABLE.matcher(read(GUIDE)).results().map(MatchResult::group))
                .isNotEmpty()
                .isSubsetOf(ofServe);
    }
}
