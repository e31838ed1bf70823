package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

@WithSmtpServer
class CamelTests {

    // region camel
    static class Orders extends RouteBuilder {
        @Override
        public void configure() {
            from("direct:orders")
                    .to(
                            "smtp:{{smtp.host}}:{{smtp.port}}?from=shop@example.com&to=sales@example.com&subject=New order");
        }
    }

    @Test
    void tellsTheSales(Inbox inbox) throws Exception {
        try (CamelContext camel = new DefaultCamelContext()) {
            camel.getPropertiesComponent().addOverrideProperty("smtp.host", inbox.host());
            camel.getPropertiesComponent().addOverrideProperty("smtp.port", Integer.toString(inbox.port()));
            camel.addRoutes(new Orders());
            camel.start();

            camel.createProducerTemplate().sendBody("direct:orders", "Ada orders tea.");
        }
        assertThat(inbox).singleMail().isTo("sales@example.com").hasSubject("New order");
    }
    // endregion
}
