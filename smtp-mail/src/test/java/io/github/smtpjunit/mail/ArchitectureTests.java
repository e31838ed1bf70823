package io.github.smtpjunit.mail;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The layers of the module, each a package, and its optional libraries. */
class ArchitectureTests {

    private static final String ROOT = "io.github.smtpjunit.mail";
    private static final String SMTP = "io.github.smtpjunit.smtp";
    private static final JavaClasses MAIL = new ClassFileImporter()
            .importUrl(ParsedMail.class.getProtectionDomain().getCodeSource().getLocation());

    /** The layers, from the bottom to the top: each uses those that it names, and the libraries that it names. */
    private enum Layer {
        /** What is said of an optional library that is missing. */
        LIBRARY(".library", List.of()),
        /** Octets in, meaning out. Each of the optional libraries is linked to one class, see below. */
        MAIL(
                "",
                List.of(LIBRARY),
                SMTP,
                SMTP + ".given",
                "org.jsoup..",
                "biweekly..",
                "org.apache.commons.csv..",
                "org.apache.pdfbox.."),
        /** What is wrong with a mail. */
        LINT(".lint", List.of(MAIL), SMTP, SMTP + ".given", "org.jsoup.."),
        /** What templates show, and the templates. */
        VIEW(
                ".page.view",
                List.of(LIBRARY, MAIL, LINT),
                SMTP,
                SMTP + ".sasl",
                SMTP + ".server",
                "org.jsoup..",
                "gg.jte.."),
        /** Pages. They know records of servers, but no inbox, so that a catcher can show mails by them. */
        PAGE(".page", List.of(LIBRARY, MAIL, LINT, VIEW), SMTP, SMTP + ".given", SMTP + ".server", "gg.jte..");

        final String itsPackage;

        @SuppressWarnings("ImmutableEnumChecker") // the lists are
        final List<Layer> uses;

        @SuppressWarnings("ImmutableEnumChecker")
        final List<String> libraries;

        Layer(String subpackage, List<Layer> uses, String... libraries) {
            this.itsPackage = ROOT + subpackage;
            this.uses = uses;
            this.libraries = List.of(libraries);
        }

        String[] allowed() {
            return Stream.of(
                            Stream.of(itsPackage, "java..", "org.jspecify.annotations"),
                            uses.stream().map(layer -> layer.itsPackage),
                            libraries.stream())
                    .flatMap(packages -> packages)
                    .toArray(String[]::new);
        }
    }

    @Test
    void everyClassIsInALayer() {
        classes()
                .should()
                .resideInAnyPackage(Arrays.stream(Layer.values())
                        .map(layer -> layer.itsPackage)
                        .toArray(String[]::new))
                .because("a new package needs a layer in this test, with the layers that it may use")
                .check(MAIL);
    }

    /** No layer knows an inbox, a session of JUnit, or a test framework. */
    @ParameterizedTest
    @EnumSource
    void usesTheLayersBelowOnly(Layer layer) {
        classes()
                .that()
                .resideInAPackage(layer.itsPackage)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(layer.allowed()))
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
