package io.github.smtpjunit.jupiter;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.smtpjunit.inbox.AbstractInboxAssert;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.LintAssert;
import java.security.Security;
import java.util.List;
import java.util.Properties;
import org.assertj.core.annotation.CheckReturnValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the module shows, and what it must not do. */
class ArchitectureTests {

    private static final String INBOX = "io.github.smtpjunit.inbox";
    private static final String JUPITER = "io.github.smtpjunit.jupiter";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Inbox.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void thereAreTwoPackages() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).filter(name -> !name.isEmpty()))
                .containsOnly(INBOX, JUPITER);
    }

    /** The inbox and its assertions are for any test framework. */
    @Test
    void theInboxKnowsNoTestFramework() {
        classes()
                .that()
                .resideInAPackage(INBOX)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "javax.net.ssl",
                        "org.jspecify..",
                        "org.assertj..",
                        "jakarta.mail..",
                        "org.jsoup..",
                        "io.github.smtpjunit.certificates",
                        "io.github.smtpjunit.smtp..",
                        "io.github.smtpjunit.mail..",
                        INBOX))
                .check(CLASSES);
    }

    /** Without a framework, a class whose name does not begin with the framework's can be loaded. */
    @ParameterizedTest
    @CsvSource({"Spring, org.springframework..", "Micronaut, io.micronaut..", "Quarkus, io.quarkus.."})
    void aFrameworkIsLinkedToItsOwnClasses(String name, String itsPackages) {
        DescribedPredicate<JavaClass> itsOwn = DescribedPredicate.describe(
                "named after " + name, type -> topLevel(type).getSimpleName().contains(name));
        noClasses()
                .that(not(itsOwn))
                .should()
                .dependOnClassesThat(resideInAPackage(itsPackages))
                .check(CLASSES);
        noClasses()
                .that(not(itsOwn))
                .and()
                .doNotHaveSimpleName("Applications")
                .should()
                .dependOnClassesThat(itsOwn)
                .check(CLASSES);
        assertThat(CLASSES.that(itsOwn)).isNotEmpty();
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTests::topLevel).orElse(type);
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
        for (Class<?> type :
                List.of(Inbox.class, AbstractInboxAssert.class, SmtpServerExtension.class, LintAssert.class)) {
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
    void noClassSleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
    }
}
