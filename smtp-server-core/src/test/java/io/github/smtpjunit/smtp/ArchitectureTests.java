package io.github.smtpjunit.smtp;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layers of the core, and its public face. */
class ArchitectureTests {

    private static final String ROOT = "io.github.smtpjunit.smtp";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final String STATES =
            "(Session|Transaction|Command|Verb|Step|Phase|PathArgument|ParameterRules|EhloOffer|Authentication)";
    private static final String IO = "(Wire|WireInput|WireOutput|LineReader|DataReader|ChunkReader|ContentStream)";

    private static String named(String names) {
        return ROOT + "\\.server\\." + names + "(\\$.*)?";
    }

    @Test
    void theCoreDependsOnTheJdkAndJspecifyOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "javax.net.ssl..",
                        "javax.crypto..",
                        "javax.security..",
                        "org.jspecify..",
                        ROOT + ".."))
                .check(CORE);
    }

    @Test
    void theVocabularyDoesNoIoAndKnowsNoServer() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.util",
                        "java.util.function",
                        "java.util.regex",
                        "java.util.stream",
                        "java.nio.charset",
                        "java.time..",
                        "org.jspecify..",
                        ROOT))
                .check(CORE);
    }

    @Test
    void theStateMachineDoesNoIo() {
        noClasses()
                .that()
                .haveNameMatching(named(STATES))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.io", "java.nio.channels..", "java.nio.file..")
                        .or(resideInAPackage("java.net").and(not(equivalentTo(InetSocketAddress.class))))
                        .or(JavaClass.Predicates.simpleName("Wire")))
                .check(CORE);
    }

    @Test
    void theIoKnowsNoStates() {
        noClasses()
                .that()
                .haveNameMatching(named(IO))
                .should()
                .dependOnClassesThat()
                .haveNameMatching(named("(Session|Transaction|SmtpPolicy|MailHandler|Command|Verb|Phase)"))
                .check(CORE);
    }

    @Test
    void everyPublicTypeIsADecision() {
        assertThat(CORE.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.isNestedClass())
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        // the vocabulary
                        "EnhancedStatusCode",
                        "Envelope",
                        "EsmtpParameters",
                        "ForwardPath",
                        "Mailbox",
                        "Replies",
                        "Reply",
                        "ReversePath",
                        "ServiceExtension",
                        // the server
                        "AddressRange",
                        "Attempt",
                        "AuthInfo",
                        "Authenticator",
                        "BareNewlines",
                        "ClientCertificates",
                        "ContentFilter",
                        "EhloFault",
                        "FaultAction",
                        "FaultMatcher",
                        "FaultPoint",
                        "FaultProfiles",
                        "FaultRule",
                        "FaultRuleBuilder",
                        "Faults",
                        "MailHandler",
                        "ManualClock",
                        "Phase",
                        "ReceivedMail",
                        "SaslMechanism",
                        "SessionInfo",
                        "SessionListener",
                        "SessionRecord",
                        "SmtpConnection",
                        "SmtpListener",
                        "SmtpPolicy",
                        "SmtpServer",
                        "SmtpServerBuilder",
                        "TlsFault",
                        "TlsInfo",
                        "TlsMode",
                        "UnansweredPort",
                        "Transcript",
                        // for the modules of this project
                        "UserCode");
    }

    @Test
    void noSourceFileIsTooLongToRead() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            List<String> tooLong = files.filter(file -> file.toString().endsWith(".java") && lines(file) > most(file))
                    .map(Path::toString)
                    .toList();
            assertThat(tooLong).isEmpty();
        }
    }

    private static int most(Path file) {
        return file.endsWith("SmtpServerBuilder.java") ? 670 : 550; // a list of options, each with its words
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
