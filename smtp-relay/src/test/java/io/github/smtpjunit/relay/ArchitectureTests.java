package io.github.smtpjunit.relay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The layers of the relay, each a package, and its public face. */
class ArchitectureTests {

    private static final String ROOT = "io.github.smtpjunit.relay";
    private static final JavaClasses RELAY = new ClassFileImporter()
            .importUrl(SmtpRelay.class.getProtectionDomain().getCodeSource().getLocation());

    /** What an operator or a test says about a next hop: a value of the public face that the client obeys. */
    private static final DescribedPredicate<JavaClass> WHAT_THE_CLIENT_IS_TOLD = DescribedPredicate.describe(
            "are TlsPolicy", type -> type.getBaseComponentType().isEquivalentTo(TlsPolicy.class));

    /**
     * The layers, from the bottom to the top: each uses those that it names, the core, and the libraries that it names.
     */
    private enum Layer {
        /** Where mails are kept. */
        SPOOL(".spool", List.of()),
        /** Speaks to a next hop. */
        CLIENT(".client", List.of(), "javax.net.."),
        /** The relay: takes mails, routes them, and decides what becomes of them. */
        RELAY("", List.of(SPOOL, CLIENT), "javax.net..", "javax.security..", "org.xbill.DNS.."),
        /** A relay in a test. */
        JUPITER(
                ".jupiter",
                List.of(RELAY, SPOOL),
                "org.junit.jupiter..",
                "org.junit.platform..",
                "io.github.smtpjunit.inbox",
                "io.github.smtpjunit.jupiter",
                "org.assertj.core.api"),
        /** Speaks HTTP. */
        WEB(".web", List.of(), "com.sun.net.httpserver..", "com.google.gson..", "javax.net.ssl"),
        /** Keeps mails, and shows them. */
        CATCHER(
                ".catcher",
                List.of(RELAY, CLIENT, SPOOL, WEB),
                "io.github.smtpjunit.mail",
                "io.github.smtpjunit.mail.lint",
                "io.github.smtpjunit.mail.page",
                "com.google.gson.."),
        /** The program. */
        CLI(
                ".cli",
                List.of(RELAY, SPOOL, CLIENT, WEB, CATCHER),
                "io.github.smtpjunit.certificates..",
                "io.github.smtpjunit.mail.page",
                "picocli..",
                "javax.net..");

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
                            Stream.of(itsPackage, "java..", "org.jspecify.annotations", "io.github.smtpjunit.smtp.."),
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
                .check(RELAY);
    }

    @ParameterizedTest
    @EnumSource
    void usesTheLayersBelowOnly(Layer layer) {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(layer.allowed());
        classes()
                .that()
                .resideInAPackage(layer.itsPackage)
                .should()
                .onlyDependOnClassesThat(layer == Layer.CLIENT ? allowed.or(WHAT_THE_CLIENT_IS_TOLD) : allowed)
                .check(RELAY);
    }

    @Test
    void whatTheClientIsToldKnowsNothingOfTheRelay() {
        noClasses()
                .that(WHAT_THE_CLIENT_IS_TOLD)
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(DescribedPredicate.not(WHAT_THE_CLIENT_IS_TOLD)))
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
    void noClassSleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(RELAY);
    }
}
