package example;

import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;

// region persistent-sender
/** The code under test: sends by Spring, and tries again after one minute and after five. */
final class PersistentSender {

    private static final List<Duration> PAUSES = List.of(Duration.ofMinutes(1), Duration.ofMinutes(5));

    private final JavaMailSender sender;
    private final Consumer<Duration> pause; // sleeps in production, advances the clock in a test

    PersistentSender(JavaMailSender sender, Consumer<Duration> pause) {
        this.sender = sender;
        this.pause = pause;
    }

    void send(MimeMessage mail) {
        for (Duration wait : PAUSES) {
            try {
                sender.send(mail); // the same mail each time, so it keeps its Message-ID
                return;
            } catch (MailSendException e) {
                if (e.getFailedMessages().isEmpty()) {
                    return; // the mail is sent: only QUIT has failed
                }
                pause.accept(wait);
            }
        }
        sender.send(mail);
    }
}
// endregion
