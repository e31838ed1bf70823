package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.jupiter.WithSmtpServer.Scope;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Test;

// region server-per-jvm
@WithSmtpServer(scope = Scope.JVM)
@Retention(RetentionPolicy.RUNTIME)
@interface WithSharedServer {}

@WithSharedServer // on each class that shares the server
class ServerPerJvmDemo {

    static Shop shop; // as old code keeps it, from the first test on

    static Shop shop(Inbox inbox) {
        if (shop == null) {
            shop = new Shop(inbox.host(), inbox.port());
        }
        return shop;
    }

    @Test
    void greetsAda(Inbox inbox) {
        shop(inbox).register("Ada", "ada@example.org");

        assertThat(inbox).singleMail().hasSubject("Welcome, Ada");
    }

    @Test
    void greetsBob(Inbox inbox) {
        shop(inbox).register("Bob", "bob@example.org");

        assertThat(inbox).singleMail().hasSubject("Welcome, Bob");
    }
}
// endregion
