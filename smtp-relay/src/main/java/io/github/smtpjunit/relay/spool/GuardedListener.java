package io.github.smtpjunit.relay.spool;

import io.github.smtpjunit.smtp.usercode.UserCode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls a user's listener: what it throws is logged, and the spool goes on.
 *
 * @param listener the user's
 */
record GuardedListener(SpoolListener listener) implements SpoolListener {

    private static final UserCode USER_CODE = new UserCode("io.github.smtpjunit.relay");

    @Override
    public void changed(QueuedMail mail, SpoolControl.Action action) {
        call(user -> user.changed(mail, action));
    }

    @Override
    public void problem(String mailId, String message, @Nullable Throwable cause) {
        call(user -> user.problem(mailId, message, cause));
    }

    private void call(Consumer<SpoolListener> event) {
        USER_CODE.tell(() -> event.accept(listener), () -> "A listener failed");
    }
}
