package io.github.smtpjunit.jupiter;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.Security;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.assertj.core.annotation.CheckReturnValue;
import org.junit.jupiter.api.Test;

/** What the module shows, and what it must not do. */
class ArchitectureTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.smtpjunit.jupiter");

    /** The layers of the module. Until each has a package, its classes are named here; a class within another is where that is. */
    private enum Layer {
        /** What a mail means, as far as smtp-mail does not say it. */
        MEANING("""
                Addresses CapturedMail Html MimeMessages"""),
        /** What has arrived. */
        INBOX("""
                Capture Changes Inbox Login MailFilter Retries SenderSession TestBoundary UnansweredPort"""),
        /** What is asserted of it, and the words of a failure. */
        ASSERTIONS("""
                AbstractAddressFieldAssert AbstractBodyAssert AbstractClientAssert AbstractEnvelopeAssert AbstractHeaderAssert
                AbstractInboxAssert AbstractLinkAssert AbstractMailAssert AbstractPartAssert AbstractPieceAssert
                AbstractPurposeAssert AbstractQualityAssert AbstractRawAssert AbstractSnapshotAssert AbstractTransportAssert
                AddressAssert Assignment AttachmentAssert CsvAssert Duplicates ElementsAssert Failing FailureReport Given HtmlAssert
                InboxAssert InviteAssert LineDiff LintAssert LookAlikes MailAssert MailSoftAssertions MailSoftAssertionsProvider MailTable
                NearestMiss PdfAssert SessionAssert Snapshots Texts ZipAssert"""),
        /** What has to do with JUnit. */
        JUPITER("""
                AnnotatedFaults AnnotatedServers AnnotationLayers BackgroundWork DeclaredServers ExtensionServer FailureFiles FaultCase FaultInvocation InboxFields Injection
                ManualClockExtension WithManualClock
                ServerName ServerStore SharedServers SmtpFault SmtpFaultMatrix SmtpServerExtension SpringTests StandardFaults
                TestInbox TestTurns TlsFaultMatrix TlsFaults Turns WithSmtpServer"""),
        /** What has to do with Spring. */
        SPRING("""
                SpringGlue SpringMailProperties SpringServers SpringServersFactory""");

        @SuppressWarnings("ImmutableEnumChecker") // the list is
        private final List<String> classes;

        Layer(String classes) {
            this.classes = List.of(classes.strip().split("\\s+"));
        }

        DescribedPredicate<JavaClass> classes() {
            return DescribedPredicate.describe(
                    "in the layer " + this,
                    type -> classes.contains(topLevel(type).getSimpleName()) && CLASSES.contain(type.getName()));
        }
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTests::topLevel).orElse(type);
    }

    @Test
    void everyClassIsInOneLayer() {
        assertThat(CLASSES.stream()
                        .map(type -> topLevel(type).getSimpleName())
                        .filter(name -> !name.equals("package-info"))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Stream.of(Layer.values())
                        .flatMap(layer -> layer.classes.stream())
                        .toList());
    }

    @Test
    void onlyOneLayerKnowsJUnit() {
        noClasses()
                .that(not(Layer.JUPITER.classes().or(Layer.SPRING.classes())))
                .should()
                .dependOnClassesThat(resideInAPackage("org.junit..").or(Layer.JUPITER.classes()))
                .check(CLASSES);
    }

    @Test
    void onlyOneLayerKnowsSpring() {
        noClasses()
                .that(not(Layer.SPRING.classes()))
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.."))
                .check(CLASSES);
        noClasses()
                .that(not(Layer.SPRING.classes()))
                .and()
                .doNotHaveSimpleName("SpringTests")
                .should()
                .dependOnClassesThat(Layer.SPRING.classes())
                .check(CLASSES);
    }

    @Test
    void nothingOfTheJvmIsChanged() {
        noClasses()
                .should()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "setProperties", Properties.class)
                .orShould()
                .callMethod(System.class, "clearProperty", String.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Security.class)
                .orShould()
                .callMethodWhere(new DescribedPredicate<>("the default session is used") {
                    @Override
                    public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                        return call.getName().equals("getDefaultInstance");
                    }
                })
                .check(CLASSES);
    }

    @Test
    void whatAsksNothingByItselfMustNotBeDropped() {
        for (Class<?> type : List.of(
                Inbox.class,
                InboxAssert.class,
                AbstractInboxAssert.class,
                SmtpServerExtension.class,
                LintAssert.class)) {
            methods()
                    .that()
                    .areDeclaredIn(type)
                    .and()
                    .arePublic()
                    .and()
                    .haveNameMatching(
                            "on|capture|within|mailsTo|mailsFrom|filteredOn.*|matching|create|of|named|strict|ignoring")
                    .should()
                    .beAnnotatedWith(CheckReturnValue.class)
                    .check(CLASSES);
        }
    }

    /** The inbox and the mail name it in a method each, which is linked when it is called. */
    @Test
    void sessionsAndMessagesAloneNeedAMailApi() {
        noClasses()
                .that(not(simpleName("SenderSession").or(nameMatching(".*SenderSession\\$1"))))
                .and(not(simpleName("MimeMessages")))
                .and(not(simpleName("Inbox").or(simpleName("CapturedMail"))))
                .should()
                .dependOnClassesThat(resideInAPackage("jakarta.mail.."))
                .check(CLASSES);
        noFields()
                .should()
                .haveRawType(resideInAPackage("jakarta.mail.."))
                .check(CLASSES.that(not(simpleName("SenderSession")
                        .or(simpleName("MimeMessages"))
                        .or(nameMatching(".*SenderSession\\$1")))));
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
    }
}
