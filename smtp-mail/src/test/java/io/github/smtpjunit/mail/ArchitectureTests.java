package io.github.smtpjunit.mail;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The module's dependencies and its public types. */
class ArchitectureTests {

    private static final String ROOT = "io.github.smtpjunit.mail";
    private static final JavaClasses MAIL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void octetsInMeaningOutAndNothingElse() {
        classes()
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "org.jspecify..", "org.jsoup..", "io.github.smtpjunit.smtp", ROOT))
                .check(MAIL);
    }

    @Test
    void fewTypesArePublic() {
        assertThat(MAIL.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info")))
                .containsExactlyInAnyOrder(
                        "ParsedMail",
                        "MailPart",
                        "Attachment",
                        "MailAddress",
                        "Link",
                        "HtmlBody",
                        "SnapshotText",
                        "SourcePart",
                        "Field",
                        "VisibleText");
    }
}
