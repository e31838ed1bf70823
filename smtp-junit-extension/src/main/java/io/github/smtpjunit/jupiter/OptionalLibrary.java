package io.github.smtpjunit.jupiter;

import java.util.function.Supplier;

/** A library that a test needs only when it looks into certain attachments, or verifies signatures. */
enum OptionalLibrary {
    BIWEEKLY("biweekly", "net.sf.biweekly:biweekly", "net.sf.biweekly"),
    COMMONS_CSV("Apache Commons CSV", "org.apache.commons:commons-csv", "org.apache.commons.csv"),
    JDKIM("Apache jDKIM", "org.apache.james.jdkim:apache-jdkim-library", "apache.jdkim.library"),
    PDFBOX("Apache PDFBox", "org.apache.pdfbox:pdfbox", "org.apache.pdfbox");

    private final String title;
    private final String artifact;
    private final String module;

    OptionalLibrary(String title, String artifact, String module) {
        this.title = title;
        this.artifact = artifact;
        this.module = module;
    }

    /**
     * Runs code of a class that is linked to the library.
     *
     * @throws IllegalStateException if the library is not there; the message tells where to get it
     */
    <T> T use(String purpose, Supplier<T> code) {
        try {
            return code.get();
        } catch (NoClassDefFoundError | IllegalAccessError e) {
            throw new IllegalStateException(
                    purpose + " needs " + title + ": add the dependency " + artifact
                            + " to your tests, and on the module path --add-modules " + module + ".",
                    e);
        }
    }
}
