package io.github.smtpjunit.smtp.usercode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stays at the border, and what of it is logged. */
class UserCodeTests {

    private static final Logger LOGGER = Logger.getLogger("io.github.smtpjunit.smtp.usercode.test");

    private final UserCode userCode = new UserCode(LOGGER.getName());
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void forget() {
        LOGGER.removeHandler(handler);
    }

    private String shown() {
        StringWriter text = new StringWriter();
        logged.get(0).getThrown().printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static final class NotYet extends Error {

        private static final long serialVersionUID = 1L;
    }

    @Test
    void everythingIsCaught() {
        List<Throwable> all = List.of(
                new IOException(),
                new IllegalStateException(),
                new AssertionError(),
                new NoClassDefFoundError(),
                new StackOverflowError(),
                new OutOfMemoryError(),
                new InternalError(),
                new NotYet());
        for (Throwable thrown : all) {
            UserCode.<Object, RuntimeException>call(() -> UserCodeTests.rethrow(thrown), failure -> {
                assertThat(failure).isSameAs(thrown);
                return "";
            });
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> Object rethrow(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void anAnswerIsReturnedAsItIs() {
        String answer = UserCode.<String, RuntimeException>call(() -> "yes", failure -> "no");
        assertThat(answer).isEqualTo("yes");
    }

    @Test
    void whatTheAnswerThrowsGoesOn() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> UserCode.call(
                        () -> {
                            throw new AssertionError();
                        },
                        failure -> {
                            throw new IOException("no answer");
                        }));
    }

    /**
     * Calls user code that leaves an interrupt behind, and tells whether the thread has it afterwards; it has none any
     * more then.
     */
    private boolean isInterruptedAfterwards() {
        userCode.tell(() -> Thread.currentThread().interrupt(), () -> "A listener failed");
        return Thread.interrupted();
    }

    @Test
    void onAThreadOfOursAnInterruptEndsWithTheCall() {
        List<Boolean> interrupted = new ArrayList<>();
        UserCode.onOwnThread(() -> {
                    UserCode.onOwnThread(() -> interrupted.add(isInterruptedAfterwards()))
                            .run();
                    interrupted.add(isInterruptedAfterwards());
                    UserCode.<Boolean, RuntimeException>call(
                            () -> {
                                Thread.currentThread().interrupt();
                                throw new IllegalStateException();
                            },
                            failure -> interrupted.add(Thread.interrupted()));
                })
                .run();
        assertThat(interrupted).containsExactly(false, false, false);
    }

    @Test
    void aThreadOfTheUsersKeepsItsInterrupt() {
        assertThat(isInterruptedAfterwards()).isTrue();
        UserCode.onOwnThread(() -> {}).run();
        assertThat(isInterruptedAfterwards()).isTrue();
    }

    @Test
    void aShortFailureIsLoggedAsItIs() {
        AssertionError failure = new AssertionError("expected: 1");
        failure.setStackTrace(new StackTraceElement[0]);
        userCode.tell(
                () -> {
                    throw failure;
                },
                () -> "A listener failed");
        assertThat(logged).singleElement().satisfies(entry -> {
            assertThat(entry.getMessage()).isEqualTo("A listener failed");
            assertThat(entry.getThrown()).isSameAs(failure);
        });
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack is full
    private static int forEver(int depth) {
        return forEver(depth + 1) + 1;
    }

    @Test
    void ofALongStackOnlyTheTopIsLogged() {
        userCode.tell(() -> forEver(0), () -> "A listener failed");
        assertThat(shown().lines()).hasSizeLessThan(110);
        assertThat(shown())
                .startsWith("java.lang.StackOverflowError (first 100 frames of its stack)")
                .contains("forEver");
    }

    @Test
    void ofManyCausesOnlyTheFirstAreLogged() {
        Exception failure = new Exception("0");
        for (int i = 1; i < 1_000; i++) {
            failure = new Exception("" + i, failure);
        }
        userCode.log(() -> "A listener failed", failure);
        assertThat(shown().lines().filter(line -> line.contains("java.lang.Exception: ")))
                .hasSize(11);
    }

    @Test
    void aLongFailureThatWasSuppressedIsNotLogged() {
        Exception suppressed = new Exception("long");
        suppressed.setStackTrace(Collections.nCopies(101, new StackTraceElement("A", "b", "A.java", 1))
                .toArray(StackTraceElement[]::new));
        Exception failure = new Exception("short");
        failure.addSuppressed(suppressed);
        userCode.log(() -> "A listener failed", failure);
        assertThat(shown()).startsWith("java.lang.Exception: short").doesNotContain("A.java");
    }

    @Test
    void aFailureThatCannotEvenBeShownHarmsNobody() {
        @SuppressWarnings("OverrideThrowableToString") // it fails where it is shown
        RuntimeException unspeakable = new RuntimeException() {

            private static final long serialVersionUID = 1L;

            @Override
            public String toString() {
                throw new IllegalStateException();
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new AssertionError();
            }
        };
        assertThatNoException().isThrownBy(() -> userCode.log(() -> "A listener failed", unspeakable));
        assertThatNoException().isThrownBy(() -> userCode.logWithoutMessages(() -> "", unspeakable));
        assertThatNoException()
                .isThrownBy(() -> userCode.log(
                        () -> {
                            throw new IllegalStateException();
                        },
                        new Exception()));
    }

    @Test
    void messagesAreLeftOutWhereTheyCouldHoldCredentials() {
        userCode.logWithoutMessages(
                () -> "The authenticator failed", new IOException("s3cret", new Exception("s3cret")));
        assertThat(shown())
                .contains("java.io.IOException (message left out", "java.lang.Exception (message left out")
                .doesNotContain("s3cret");
    }
}
