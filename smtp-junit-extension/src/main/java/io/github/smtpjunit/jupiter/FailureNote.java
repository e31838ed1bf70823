package io.github.smtpjunit.jupiter;

/** What we know about a failure that is not ours: reports show it below the failure, which stays as it is. */
final class FailureNote extends Exception {

    private static final long serialVersionUID = 1L;

    private FailureNote(String text) {
        super(text, null, false, false);
    }

    static void add(Throwable failure, String text) {
        failure.addSuppressed(new FailureNote(text));
    }
}
