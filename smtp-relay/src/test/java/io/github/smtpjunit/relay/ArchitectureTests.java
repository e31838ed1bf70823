package io.github.smtpjunit.relay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parts of the relay, and its public face. */
class ArchitectureTests {

    private static final String ROOT = "io.github.smtpjunit.relay";
    private static final String COMMAND_LINE = ROOT + ".cli";
    private static final String JUPITER = ROOT + ".jupiter";
    private static final JavaClasses RELAY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** The layers of the library. Until each has a package, its classes are named here; a class within another is where that is. */
    private enum Layer {
        /** What all of them name, and who is told. */
        SHARED("""
                Credentials Delivery DomainNames Hearing HostPort MailContent NextHop QueuedMail RecipientState RelayListener RemoteReply
                Route TlsPolicy"""),
        /** Where mails are kept. */
        SPOOL("""
                ContentOctets Crashes DirectoryForce FaultPoints FileDraft FileSpool GroupCommit HeaderText IndexedSpool Journal JournalMail
                JournalRecord JournalScan FileProblem ForeignSpool MailFile MailHeader MailSpool MailState MailStore MemorySpool Problems Quarantine
                OwnRequestFiles QueueFiles Recovery RequestFiles Segment SegmentScan SpoolControl SpoolFormatException SpoolFullException SpoolIds
                SpoolInUseException SpoolIndex SpoolLayout SpoolLines SpoolLock SpoolRequests SpoolScan SpoolTime SpoolStep SpoolText
                StaleClaimException"""),
        /** Speaking to a next hop. */
        CLIENT("""
                ClientAuth ClientSettings ClientTls ClientWire ContentWriter DotStuffing EhloResponse
                EnvelopeCommands MailTransaction NextHopException ReplyReader SmtpClient TransactionResult Watchdog"""),
        /** The way to a recipient. */
        ROUTING("""
                DeliveryThreads Destination DnsClient DomainPattern FixedRouter HostLimit JobAnswers Lanes MxRouter Outbound OwnHost Router"""),
        /** What becomes of a mail. */
        RELAY("""
                Conclusion DeliveryLog DeliveryReport DeliveryReporter HopCount MailAttempt MailIntake OperatorDesk QueueRunner
                QuotedPrintable RecipientReport ReducedReport RelayConfig RelayPolicy ReportText RetrySchedule ReturnedContent
                SmtpRelay SmtpRelayBuilder TraceField""");

        @SuppressWarnings("ImmutableEnumChecker") // the list is
        private final List<String> classes;

        Layer(String classes) {
            this.classes = List.of(classes.strip().split("\\s+"));
        }

        DescribedPredicate<JavaClass> classes() {
            return DescribedPredicate.describe(
                    "in the layer " + this,
                    type -> type.getPackageName().equals(ROOT)
                            && classes.contains(topLevel(type).getSimpleName()));
        }
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTests::topLevel).orElse(type);
    }

    @Test
    void everyClassOfTheLibraryIsInOneLayer() {
        assertThat(RELAY.stream()
                        .filter(type -> type.getPackageName().equals(ROOT))
                        .map(type -> topLevel(type).getSimpleName())
                        .filter(name -> !name.equals("package-info"))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.of(Layer.values())
                        .flatMap(layer -> layer.classes.stream())
                        .toList());
    }

    @Test
    void theClientKnowsNeitherSpoolNorRelay() {
        noClasses()
                .that(Layer.CLIENT.classes())
                .should()
                .dependOnClassesThat(
                        Layer.SPOOL.classes().or(Layer.ROUTING.classes()).or(Layer.RELAY.classes()))
                .check(RELAY);
    }

    @Test
    void theSpoolKnowsNeitherClientNorRelay() {
        noClasses()
                .that(Layer.SPOOL.classes())
                .should()
                .dependOnClassesThat(
                        Layer.CLIENT.classes().or(Layer.ROUTING.classes()).or(Layer.RELAY.classes()))
                .check(RELAY);
    }

    @Test
    void thereAreThreePackages() {
        assertThat(RELAY.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrder(ROOT, COMMAND_LINE, JUPITER);
    }

    @Test
    void theLibraryKnowsNeitherTheCommandLineNorJUnit() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "javax.crypto..",
                        "javax.net..",
                        "javax.security..",
                        "org.jspecify..",
                        "org.xbill.DNS..",
                        "io.github.smtpjunit.smtp..",
                        ROOT))
                .check(RELAY);
    }

    @Test
    void theCommandLineUsesWhatEverybodyCanUse() {
        noClasses()
                .that()
                .resideInAPackage(COMMAND_LINE)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.xbill.DNS..", "org.junit..", JUPITER))
                .check(RELAY);
    }

    @Test
    void onlyTheRouterKnowsTheLibraryForDns() {
        noClasses()
                .that()
                .haveNameNotMatching(ROOT + "\\.(DnsClient|MxRouter)(\\$.*)?")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.xbill.DNS.."))
                .check(RELAY);
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(RELAY);
    }

    @Test
    void everyPublicTypeIsADecision() {
        assertThat(RELAY.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !type.isNestedClass())
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder(
                        // the relay
                        "Credentials",
                        "Delivery",
                        "HostPort",
                        "NextHop",
                        "QueuedMail",
                        "RecipientState",
                        "RelayListener",
                        "RetrySchedule",
                        "SmtpRelay",
                        "SmtpRelayBuilder",
                        "TlsPolicy",
                        // its spool
                        "FileSpool",
                        "MailSpool",
                        "MemorySpool",
                        "SpoolControl",
                        "SpoolFullException",
                        "StaleClaimException",
                        // in tests
                        "WithSmtpRelay",
                        // the command; its package is exported to nobody
                        "LogLines",
                        "RelayCommand");
    }
}
