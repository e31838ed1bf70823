package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.usercode.UserCode;
import java.util.function.Consumer;

/** Calls a listener: what it throws is logged, and the relay goes on. */
final class ListenerCalls {

    private static final UserCode USER_CODE = new UserCode("io.github.smtpjunit.relay");

    private ListenerCalls() {}

    static void problem(RelayListener listener, String mailId, String message, Throwable cause) {
        tell(listener, who -> who.problem(mailId, message, cause));
    }

    static void tell(RelayListener listener, Consumer<RelayListener> news) {
        USER_CODE.tell(() -> news.accept(listener), () -> "A listener failed");
    }
}
