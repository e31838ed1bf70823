package example;

import io.github.smtpjunit.jupiter.Inbox;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

// region base-class
@SpringJUnitConfig(ShopConfiguration.class)
abstract class SpringTestCase {

    static final Inbox inbox = Inbox.start(); // never closed: Spring keeps its contexts, and they keep this port

    @DynamicPropertySource
    static void mail(DynamicPropertyRegistry registry) {
        registry.add("spring.mail.host", inbox::host);
        registry.add("spring.mail.port", inbox::port);
    }

    @BeforeEach
    void forget() {
        inbox.clear();
    }
}
// endregion

/** Makes a sender of these properties, as Spring Boot does by itself. */
@Configuration
class ShopConfiguration {

    @Bean
    JavaMailSender mailSender(Environment properties) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(properties.getRequiredProperty("spring.mail.host"));
        sender.setPort(properties.getRequiredProperty("spring.mail.port", int.class));
        return sender;
    }
}
