package shop;

import java.io.IOException;
import java.io.InputStream;
import javax.mail.internet.MimeMessage;
import org.subethamail.smtp.AuthenticationHandlerFactory;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.MessageHandlerFactory;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.helper.SimpleMessageListener;
import org.subethamail.smtp.helper.SimpleMessageListenerAdapter;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.wiser.Wiser;
import org.subethamail.wiser.WiserMessage;

/** The calls in the table of docs/coming-from-wiser.md. They are compiled, and not run: one has a fixed port. */
class Calls {

    private final Wiser wiser = new Wiser();

    void servers() {
        wiser.setPort(2500);
        wiser.setHostname("localhost");
        wiser.start();
        int port = wiser.getServer().getPort();
        wiser.stop();
    }

    void mails() throws Exception {
        WiserMessage message = wiser.getMessages().get(0);
        wiser.getMessages().size();
        wiser.getMessages().clear();
        wiser.getMessages().remove(0);
        message.getEnvelopeSender();
        message.getEnvelopeReceiver();
        MimeMessage mime = message.getMimeMessage();
        byte[] data = message.getData();
        wiser.dumpMessages(System.out);
    }

    void settings(SMTPServer server) {
        AuthenticationHandlerFactory factory = new EasyAuthenticationHandlerFactory((user, password) -> {});
        wiser.getServer().setAuthenticationHandlerFactory(factory);
        wiser.getServer().setConnectionTimeout(10_000);
        wiser.getServer().setDisableReceivedHeaders(true);
        wiser.getServer().setMaxMessageSize(10_000);
        wiser.getServer().setMaxRecipients(10);
        wiser.getServer().setRequireTLS(true);
    }

    static final class Choosy extends Wiser {
        @Override
        public boolean accept(String from, String recipient) {
            return !recipient.startsWith("nobody@");
        }
    }

    void servers(MessageHandlerFactory handlers, SimpleMessageListener listener) {
        SMTPServer server = new SMTPServer(handlers);
        server = new SMTPServer(new SimpleMessageListenerAdapter(listener));
    }

    static final class Handlers implements MessageHandlerFactory {
        @Override
        public MessageHandler create(MessageContext context) {
            return new MessageHandler() {
                @Override
                public void from(String from) throws RejectException {
                    throw new RejectException(553, "No such sender");
                }

                @Override
                public void recipient(String recipient) {}

                @Override
                public void data(InputStream data) throws IOException {
                    data.readAllBytes();
                }

                @Override
                public void done() {}
            };
        }
    }
}
