package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.mail.Attachment;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What users can call, and an object of each type to call it on. */
final class PublicObjects {

    private static final String RICH = """
        From: The Shop <shop@example.com>
        To: ada@example.org
        Subject: Tea
        Message-ID: <1@example.com>
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain

        Come to tea.
        --a
        Content-Type: text/html

        <p>Come to <a href="https://shop.example.com/">tea</a>.</p>
        --a
        Content-Type: text/calendar; charset=utf-8; method=request

        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Shop//EN
        METHOD:REQUEST
        BEGIN:VEVENT
        UID:tea-7@example.com
        DTSTAMP:20260101T000000Z
        DTSTART:20260301T120000Z
        END:VEVENT
        END:VCALENDAR
        --a--
        --m
        Content-Type: text/csv
        Content-Disposition: attachment; filename=order.csv

        article,count
        tea,2
        --m--
        """;

    private final List<Object> objects;

    private PublicObjects(List<Object> objects) {
        this.objects = objects;
    }

    static PublicObjects of(Inbox inbox) {
        RawClient.deliver(inbox, RICH);
        inbox.snapshots(new Snapshots(Snapshots.Mode.CHECK, null));
        CapturedMail mail = inbox.awaitMail();
        MailAssert onMail = assertThat(mail);
        Attachment file = mail.attachments().get(0);
        LintReport report = MailLint.check(mail, LintProfile.BULK);
        return new PublicObjects(List.of(
                inbox,
                mail,
                file,
                report,
                report.findings().get(0),
                MailLint.rules().get(0),
                SmtpServerExtension.create(),
                new MailSoftAssertions(),
                CertificateKit.shared(),
                CertificateKit.shared().server(ServerCertificate.GOOD),
                assertThat(inbox).within(Duration.ofMillis(50)),
                onMail,
                onMail.session(),
                onMail.from(),
                onMail.html(),
                onMail.html().select("p"),
                onMail.lint(LintProfile.BULK),
                onMail.attachment("order.csv"),
                onMail.attachment("order.csv").asCsv(),
                onMail.hasCalendarInvite(),
                new PdfAssert(new PdfFile(1, "Total"), file, onMail),
                new ZipAssert(new ZipFile(List.of(file)), file, onMail)));
    }

    /** The public types of this module and of that of the certificates, without annotations. */
    static List<Class<?>> types() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .withImportOption(
                                location -> !location.contains("/test/") && !location.contains("/test-classes/"))
                        .importPackages("io.github.smtpjunit.jupiter", "io.github.smtpjunit.certificates")
                        .stream()
                        .filter(type -> !type.getPackageName().contains("bouncycastle")) // hidden in the jar
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::reflect)
                        .filter(type -> !type.isAnnotation())
                        .sorted(Comparator.comparing(Class::getName))
                        .<Class<?>>map(type -> type)
                        .toList();
    }

    /** The public methods and constructors that a user calls: not those that JUnit, the compiler or a collection calls. */
    static List<Executable> calls() {
        return types().stream()
                .flatMap(type -> Stream.<Executable>concat(
                        Arrays.stream(type.getDeclaredMethods())
                                .filter(method -> !method.isBridge()
                                        && !method.isSynthetic()
                                        && !method.getName().equals("equals")
                                        && !(type.isEnum() && method.getName().equals("valueOf"))
                                        && !isOfJUnit(method)),
                        Arrays.stream(type.getDeclaredConstructors())))
                .filter(call -> Modifier.isPublic(call.getModifiers()))
                .sorted(Comparator.comparing(Executable::toGenericString))
                .toList();
    }

    private static boolean isOfJUnit(Method method) {
        return Stream.of(method.getParameterTypes())
                .anyMatch(type -> type.getName().startsWith("org.junit."));
    }

    /** An object of a type, to be given to a call; empty if there is none. */
    Optional<Object> find(Class<?> type) {
        return objects.stream().filter(type::isInstance).findFirst();
    }

    /** Makes a call; what it throws comes out as it is. */
    void call(Executable call, @Nullable Object... arguments) throws Throwable {
        try {
            if (call instanceof Method method) {
                Object receiver = Modifier.isStatic(call.getModifiers())
                        ? null
                        : find(call.getDeclaringClass()).orElseThrow(() -> new AssertionError("no object for " + call));
                method.invoke(receiver, arguments);
            } else {
                ((Constructor<?>) call).newInstance(arguments);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
