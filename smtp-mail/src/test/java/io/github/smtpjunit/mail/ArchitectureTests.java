package io.github.smtpjunit.mail;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The module's dependencies and its public types. */
class ArchitectureTests {

    private static final String ROOT = "io.github.smtpjunit.mail";
    private static final JavaClasses MAIL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final String LINT = ROOT + ".lint";
    private static final String PAGE = ROOT + ".page";

    /** The vocabulary of mail is all that it knows of servers: no inbox, no session, no test framework. */
    @Test
    void octetsInMeaningOutAndNothingElse() {
        classes()
                .that()
                .resideInAPackage(ROOT)
                .and()
                .doNotHaveSimpleName("CalendarReader")
                .and()
                .doNotHaveSimpleName("CsvFile")
                .and()
                .doNotHaveSimpleName("PdfFile")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.jsoup..",
                        "io.github.smtpjunit.smtp",
                        "io.github.smtpjunit.smtp.given",
                        ROOT))
                .check(MAIL);
    }

    @Test
    void theLintReadsWhatAMailMeans() {
        classes()
                .that()
                .resideInAPackage(LINT)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.jsoup..",
                        "io.github.smtpjunit.smtp",
                        "io.github.smtpjunit.smtp.given",
                        ROOT,
                        LINT))
                .check(MAIL);
    }

    /** The page knows servers' records, but no inbox and no test framework, so that a catcher can show mails by it. */
    @Test
    void thePageShowsWhatAMailMeans() {
        classes()
                .that()
                .resideInAnyPackage(PAGE, PAGE + ".view")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "org.jsoup..",
                        "gg.jte..",
                        "io.github.smtpjunit.smtp",
                        "io.github.smtpjunit.smtp.given",
                        "io.github.smtpjunit.smtp.sasl",
                        "io.github.smtpjunit.smtp.server",
                        ROOT,
                        LINT,
                        ROOT + ".library",
                        PAGE,
                        PAGE + ".view"))
                .check(MAIL);
    }

    /** Without the library, a class that is not linked to it can be loaded. */
    @ParameterizedTest
    @CsvSource({
        "biweekly..,               CalendarReader",
        "org.apache.commons.csv.., CsvFile",
        "org.apache.pdfbox..,      PdfFile"
    })
    void anOptionalLibraryIsLinkedToOneClass(String library, String user) {
        noClasses()
                .that()
                .doNotHaveSimpleName(user)
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .check(MAIL);
        assertThat(MAIL.contain(ROOT + "." + user)).isTrue();
    }
}
