package shop;

import com.dumbster.smtp.SimpleSmtpServer;
import com.dumbster.smtp.SmtpMessage;
import java.util.List;

/** The calls in the table of docs/coming-from-dumbster.md. They are compiled, and not run: one has a fixed port. */
class Calls {

    void servers() throws Exception {
        SimpleSmtpServer fixed = SimpleSmtpServer.start(2525);
        SimpleSmtpServer server = SimpleSmtpServer.start(SimpleSmtpServer.AUTO_SMTP_PORT);
        int port = server.getPort();
        server.stop();
        server.close();
    }

    void mails(SimpleSmtpServer server) {
        List<SmtpMessage> mails = server.getReceivedEmails();
        server.getReceivedEmails().size();
        server.reset();
        SmtpMessage mail = mails.get(0);
        mail.getHeaderValue("Subject");
        mail.getHeaderValues("To");
        mail.getHeaderNames();
        mail.getBody();
        mail.toString();
    }
}
