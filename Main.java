import io.github.smtpjunit.smtp.server.*;
import io.github.smtpjunit.smtp.*;
import io.github.smtpjunit.certificates.*;
import java.security.*;
import java.nio.file.*;
import java.util.*;
public class Main {
  public static void main(String[] a) throws Exception {
    CertificateKit kit = CertificateKit.create();
    Files.writeString(Path.of("/tmp/peers/ca.pem"), kit.caPem());
    SmtpServer s = SmtpServer.builder().tls(kit.serverContext()).hostname("localhost").port(Integer.parseInt(a[0]))
      .alsoListenTls("127.0.0.1", Integer.parseInt(a[0]) + 1)
      .authenticator(Authenticator.users(Map.of("ada", "pass word", "bob", "token123"))).maxMessageSize(200L<<20)
      .handler(m -> { byte[] b = m.content().readAllBytes();
        System.out.println("MAIL " + m.session() + " " + m.session().tls().map(t -> t.protocol()+" sni="+t.serverName()).orElse("clear") + " " + m.session().authentication() + " | " + m.envelope().reversePath() + " " + m.envelope().parameters() + " -> " + m.envelope().recipients() + " | " + b.length + " " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(b)).substring(0,12)
         + (b.length < 700 ? "\n" + new String(b, "ISO-8859-1") : "")); return Replies.MAIL_ACCEPTED; })
      .addSessionListener(new SessionListener() { public void closed(SessionRecord r) { if (!r.attempts().isEmpty() || !r.ending().get().name().equals("QUIT")) System.out.println("SESSION " + r); } })
      .start();
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
