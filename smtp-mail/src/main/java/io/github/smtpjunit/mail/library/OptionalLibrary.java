package io.github.smtpjunit.mail.library;

import java.net.URL;
import java.security.CodeSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A library that a test needs only when it sends with it, or looks into certain attachments. */
public enum OptionalLibrary {
    /** Reads calendars. */
    BIWEEKLY("biweekly", "net.sf.biweekly:biweekly", "0.6.8", "net.sf.biweekly", "biweekly.Biweekly"),
    /** Reads CSV. */
    COMMONS_CSV(
            "Apache Commons CSV",
            "org.apache.commons:commons-csv",
            "1.14.1",
            "org.apache.commons.csv",
            "org.apache.commons.csv.CSVParser"),
    /** Sends and reads mails. */
    JAKARTA_MAIL(
            "Jakarta Mail",
            "org.eclipse.angus:jakarta.mail",
            "2.0.5",
            "jakarta.mail",
            "org.eclipse.angus.mail.smtp.SMTPTransport"),
    /** Reads PDF. */
    PDFBOX(
            "Apache PDFBox",
            "org.apache.pdfbox:pdfbox",
            "3.0.8",
            "org.apache.pdfbox",
            "org.apache.pdfbox.pdmodel.PDDocument");

    private final String title;
    private final String artifact;
    private final String version;
    private final String module;
    private final String someClass;

    /**
     * Names a library.
     *
     * @param version the one that we are tested with
     * @param someClass one that each version has
     */
    OptionalLibrary(String title, String artifact, String version, String module, String someClass) {
        this.title = title;
        this.artifact = artifact;
        this.version = version;
        this.module = module;
        this.someClass = someClass;
    }

    /**
     * Runs code of a class that is linked to the library.
     *
     * @param <T> what the code returns
     * @param purpose what a user calls that needs the library
     * @param code the code
     * @return what the code returns
     * @throws IllegalStateException if the library is not there, or of a version that the code does not fit; the
     *     message names the remedy
     */
    public <T> T use(String purpose, Supplier<T> code) {
        try {
            return code.get();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    purpose + " needs " + title
                            + found(code).map(file -> version(file, e)).orElseGet(this::missing),
                    e);
        }
    }

    private String missing() {
        return ": add the dependency " + artifact + " to your tests, and on the module path --add-modules " + module
                + ".";
    }

    private String version(String file, LinkageError e) {
        return " " + version + ", and finds another version of it, or of what it needs (" + file + "; " + e
                + "): set the version of the dependency " + artifact + " to " + version + ".";
    }

    /**
     * The file that some version of the library is in; empty if neither this module nor that of the code can use it.
     */
    private Optional<String> found(Supplier<?> code) {
        try {
            Class<?> type = Class.forName(someClass, false, OptionalLibrary.class.getClassLoader());
            CodeSource source = type.getProtectionDomain().getCodeSource();
            return Stream.of(OptionalLibrary.class, code.getClass())
                            .anyMatch(user -> user.getModule().canRead(type.getModule()))
                    ? Optional.of(source == null ? type.getName() : fileName(source.getLocation()))
                    : Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static String fileName(URL location) {
        String path = location.getPath().replaceFirst("/$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
