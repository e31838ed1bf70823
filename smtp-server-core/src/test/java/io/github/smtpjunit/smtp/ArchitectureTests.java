package io.github.smtpjunit.smtp;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.IDN;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layers of the core, and its public face. */
class ArchitectureTests {

    private static final String ROOT = "io.github.smtpjunit.smtp";
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final String SERVER = ROOT + ".server";

    /**
     * The layers of the server. Until each has a package, its classes are named here; a class within another is where
     * that is.
     */
    private enum Layer {
        /** What was said and done, as values. */
        FACTS("""
                FailedAttempt ClearText ManualClock EventOrder Quiet ReceivedMail SessionInfo SessionRecord Spans TlsInfo TlsMode
                Transcript"""),
        /** The values that pass between the socket and the states. */
        PASSED("""
                Command Line ProxyHeader Step Verb"""),
        /** What a session makes of commands. */
        STATES("""
                AskedPolicy Authentication EhloReply HelpReply LenientArgument ParameterRules PathArgument PathCommands Phase
                Session Transaction"""),
        /** The socket, and what is read from it. */
        IO("""
                ChunkReader ContentStream BareNewlineCheck DataReader HandshakeSocket HandshakeFailedException HeaderLimit LineReader
                ProxyHeaderException ProxyHeaderReader TlsSettings Wire WireInput WireOutput ClientGoneException
                ServerStoppingException TransactionAbortedException"""),
        /** Where a session comes from. */
        ORIGIN("""
                AddressRange ClientAttributes NumericAddress ClientIdentity Peer Trust"""),
        /** What users bring. */
        USER_CODE("""
                CheckReturnValue ContentFilter FilteredContent HandlerAnswer MailHandler SessionListener SessionListeners
                SmtpPolicy"""),
        /** Failing on purpose. */
        FAULTS("""
                FaultBounce FaultCondition EhloFault FaultAction FaultException FaultMatcher FaultPoint FaultProfiles
                FaultRule FaultRuleBuilder FaultText Faults FaultWaiters FaultHandler FaultInjector FaultReplies FaultPlan FaultSchedule TlsFault
                """),
        /** What can be configured. */
        CONFIGURATION("""
                AuthDraft AuthRules ClientCertificate ClientLimit Endpoint Limits ServerConfig SmtpServerBuilder TlsDraft"""),
        /** The threads and the spine. */
        SERVING("""
                Acceptor BackOff ConnectionThreads Dialogue AcceptBarrier Recorder SmtpConnection SmtpListener SmtpServer""");

        @SuppressWarnings("ImmutableEnumChecker") // the list is
        private final List<String> classes;

        Layer(String classes) {
            this.classes = List.of(classes.strip().split("\\s+"));
        }

        DescribedPredicate<JavaClass> classes() {
            return DescribedPredicate.describe(
                    "in the layer " + this,
                    type -> type.getPackageName().equals(SERVER)
                            && classes.contains(topLevel(type).getSimpleName()));
        }
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTests::topLevel).orElse(type);
    }

    @Test
    void everyClassOfTheServerIsInOneLayer() {
        assertThat(CORE.stream()
                        .filter(type -> type.getPackageName().equals(SERVER))
                        .map(type -> topLevel(type).getSimpleName())
                        .filter(name -> !name.equals("package-info"))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.of(Layer.values())
                        .flatMap(layer -> layer.classes.stream())
                        .toList());
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
                                ROOT,
                                ROOT + ".given",
                                ROOT + ".wildcards")
                        .or(equivalentTo(IDN.class))) // it looks up no name
                .check(CORE);
    }

    @Test
    void theStateMachineDoesNoIo() {
        noClasses()
                .that(Layer.STATES.classes().or(Layer.PASSED.classes()))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.io", "java.nio.channels..", "java.nio.file..")
                        .or(resideInAPackage("java.net").and(not(equivalentTo(InetSocketAddress.class))))
                        .or(Layer.IO.classes().and(not(simpleName("Limit")))) // how long a line may be
                        .or(Layer.SERVING.classes()))
                .check(CORE);
    }

    @Test
    void theIoKnowsNoStates() {
        noClasses()
                .that(Layer.IO.classes())
                .should()
                .dependOnClassesThat(
                        Layer.STATES.classes().or(Layer.USER_CODE.classes()).or(Layer.SERVING.classes()))
                .check(CORE);
    }

    @Test
    void theFactsKnowNothingOfHowTheyCameAbout() {
        noClasses()
                .that(Layer.FACTS.classes())
                .should()
                .dependOnClassesThat(
                        Layer.IO.classes().or(Layer.SERVING.classes()).or(Layer.CONFIGURATION.classes()))
                .check(CORE);
    }

    /** A leaf: it knows the vocabulary, the checks of what is given and the border to user code, and no server. */
    @Test
    void saslKnowsNoServer() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".sasl")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang..",
                        "java.io",
                        "java.nio.charset",
                        "java.security..",
                        "java.text",
                        "java.util..",
                        "javax.crypto..",
                        "org.jspecify..",
                        ROOT,
                        ROOT + ".given",
                        ROOT + ".sasl",
                        ROOT + ".usercode"))
                .check(CORE);
    }
}
