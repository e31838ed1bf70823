package io.github.smtpjunit.jupiter;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.Security;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the module shows, and what it must not do. */
class ArchitectureTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.smtpjunit.jupiter");

    @Test
    void publicTypesArePromises() {
        Set<String> types = CLASSES.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());

        assertThat(types)
                .containsExactlyInAnyOrder(
                        "WithSmtpServer",
                        "List",
                        "Scope",
                        "ServerName",
                        "WithManualClock",
                        "SmtpServerExtension",
                        "Inbox",
                        "Block",
                        "CapturedMail",
                        "Attachment",
                        "InboxAssert",
                        "AbstractInboxAssert",
                        "AbstractClientAssert",
                        "SmtpFault",
                        "SmtpFaultMatrix",
                        "Fault",
                        "Delivery",
                        "Connections",
                        "TlsFaultMatrix",
                        "FaultCase",
                        "MailAssert",
                        "AbstractPieceAssert",
                        "SessionAssert",
                        "MailSoftAssertions",
                        "MailSoftAssertionsProvider",
                        "AddressAssert",
                        "HtmlAssert",
                        "ElementsAssert",
                        "AttachmentAssert",
                        "AbstractLinkAssert",
                        "AbstractPartAssert",
                        "AbstractRawAssert",
                        "AbstractQualityAssert",
                        "MailLint",
                        "LintProfile",
                        "LintSeverity",
                        "LintRule",
                        "LintFinding",
                        "LintReport",
                        "LintAssert",
                        "AbstractSnapshotAssert",
                        "Scrubber",
                        "InviteAssert",
                        "PdfAssert",
                        "CsvAssert",
                        "ZipAssert",
                        "AbstractPurposeAssert",
                        "AbstractMailAssert",
                        "AbstractTransportAssert",
                        "AbstractEnvelopeAssert",
                        "AbstractAddressFieldAssert",
                        "AbstractHeaderAssert",
                        "AbstractBodyAssert");
    }

    @Test
    void inboxAndAssertionsKnowNothingOfJUnit() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Assert")
                .or()
                .haveSimpleName("Inbox")
                .or()
                .haveSimpleName("CapturedMail")
                .or()
                .haveSimpleName("ParsedMail")
                .should()
                .dependOnClassesThat(resideInAPackage("org.junit.."))
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        SmtpServerExtension.class, AnnotatedServers.class, DeclaredServers.class, ServerStore.class)
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
                .callMethodWhere(new com.tngtech.archunit.base.DescribedPredicate<>("the default session is used") {
                    @Override
                    public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                        return call.getName().equals("getDefaultInstance");
                    }
                })
                .check(CLASSES);
    }

    @Test
    void theLibraryForDkimIsOptional() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(DkimVerification.class)
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.james.."))
                .check(CLASSES);
    }

    @Test
    void nobodySleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
    }
}
