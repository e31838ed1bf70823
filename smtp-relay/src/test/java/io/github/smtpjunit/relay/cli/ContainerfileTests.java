package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.client.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the Containerfile says is true: its paths, its options, its commands. It is run without an engine, and with
 * other ports and places.
 */
@Timeout(120)
class ContainerfileTests {

    private static final Path FILE = Path.of("Containerfile");

    private final Path data;

    ContainerfileTests(@TempDir Path data) {
        this.data = data;
    }

    /** The arguments of an instruction, its lines joined. */
    private static List<String> instructions(String name) throws IOException {
        return Files.readString(FILE)
                .replaceAll("(?m)^#.*\\R", "")
                .replaceAll("\\\\\\R\\s*", "")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    private static String instruction(String name) throws IOException {
        List<String> all = instructions(name);
        assertThat(all).as(name).hasSize(1);
        return all.get(0);
    }

    /** The words in double quotes. */
    private static List<String> words(String exec) {
        return Pattern.compile("\"([^\"]*)\"")
                .matcher(exec)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private Map<String, String> environment() throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String pair : instruction("ENV").split(" +", -1)) {
            String[] parts = pair.split("=", 2);
            environment.put(
                    parts[0],
                    parts[1].replace("/data", data.toString()).replaceFirst("^0\\.0\\.0\\.0:\\d+$", "127.0.0.1:0"));
        }
        return environment;
    }

    /** Runs a command of the file: this class path is in the place of the jar. */
    private Process run(List<String> command, Map<String, String> environment) throws IOException {
        List<String> words = new ArrayList<>(command);
        assertThat(words.get(0)).isEqualTo("java");
        words.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        int jar = words.indexOf("-jar");
        assertThat(words.get(jar + 1)).isEqualTo(instruction("COPY").split(" ", -1)[1]);
        words.set(jar, "-cp");
        words.set(jar + 1, System.getProperty("java.class.path"));
        words.add(jar + 2, RelayCommand.class.getName());
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectError(data.resolve("log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith(RelayCommand.VARIABLE));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"capture", "serve"})
    void itRunsAndIsWell(String command) throws Exception {
        Map<String, String> environment = environment();
        List<String> words = new ArrayList<>(words(instruction("ENTRYPOINT")));
        assertThat(words(instruction("CMD"))).containsExactly("capture");
        words.add(command);
        Process service = run(words, environment);
        try (BufferedReader out = service.inputReader(UTF_8)) {
            String ready = String.valueOf(out.readLine());
            Matcher http = Pattern.compile("READY smtp=\\S+ http=(\\S+)").matcher(ready);
            assertThat(http.matches()).as(ready).isTrue();
            environment.put("SMTP_RELAY_HTTP", http.group(1));
            List<String> check = words(instruction("HEALTHCHECK").replaceFirst("^.* CMD ", ""));

            Process well = run(check, environment);
            assertThat(well.inputReader(UTF_8).readLine()).isEqualTo("{\"status\": \"ok\"}");
            assertThat(end(well)).isZero();
            assertThat(data.resolve(command.equals("serve") ? "spool" : "mails"))
                    .isDirectory();

            service.toHandle().destroy();
            assertThat(end(service)).isZero();
            assertThat(end(run(check, environment))).isEqualTo(1);
        } finally {
            service.destroyForcibly();
        }
    }

    @Test
    void thePortsAreThoseThatAreExposed() throws Exception {
        List<String> ports = new ArrayList<>();
        for (String pair : instruction("ENV").split(" +", -1)) {
            String value = pair.substring(pair.indexOf('=') + 1);
            if (value.startsWith("0.0.0.0:")) {
                ports.add(String.valueOf(HostPort.parse(value).port()));
            }
        }
        assertThat(instruction("EXPOSE").split(" ", -1)).containsExactlyElementsOf(ports);
    }

    @Test
    void thePlacesFitEachOther() throws Exception {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<outputFile>${project.build.directory}/"
                        + instruction("COPY").split(" ", -1)[0].replace("target/", "") + "</outputFile>");
        String volume = instruction("VOLUME");
        assertThat(instruction("WORKDIR")).isEqualTo(volume);
        assertThat(instruction("RUN")).contains("mkdir " + volume, "chown " + instruction("USER") + " " + volume);
        assertThat(instruction("USER")).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(instruction("ENV")).contains("=" + volume + "/mails", "=" + volume + "/spool");
    }

    @Test
    void noRegistryIsNamed() throws Exception {
        assertThat(instruction("FROM")).isEqualTo("${JRE}");
        assertThat(instruction("ARG")).matches("JRE=[a-z-]+:(17|21)-jre");
    }
}
