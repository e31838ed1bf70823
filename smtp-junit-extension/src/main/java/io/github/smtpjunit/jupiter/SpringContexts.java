package io.github.smtpjunit.jupiter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.springframework.context.ApplicationContext;
import org.springframework.scheduling.concurrent.ConcurrentTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** What a test asks the Spring context that runs it. Where there is no Spring, this class is never loaded. */
final class SpringContexts {

    private static final SpringExtension SPRING = new SpringExtension(); // it has no state

    private SpringContexts() {}

    static boolean resolves(ParameterContext parameter, ExtensionContext context) {
        return SPRING.supportsParameter(parameter, context);
    }

    static SharedServers servers(ExtensionContext context) {
        ApplicationContext application = SpringExtension.getApplicationContext(context);
        if (!application.containsBean(SpringServers.BEAN)) {
            throw new ExtensionConfigurationException("The Spring context of " + context.getRequiredTestClass()
                    + " was made without its SMTP server. Its loader or bootstrapper leaves the ContextCustomizers out:"
                    + " use one of Spring's, or an SmtpServerExtension in a static field with @DynamicPropertySource.");
        }
        return application.getBean(SpringServers.BEAN, SharedServers.class);
    }

    /** The pools of threads of a context and of those above, as far as they have been made. */
    static Collection<?> executors(ApplicationContext context) {
        List<Object> executors = new ArrayList<>();
        for (ApplicationContext current = context; current != null; current = current.getParent()) {
            for (Executor executor :
                    current.getBeansOfType(Executor.class, false, false).values()) {
                executors.add(pool(executor));
            }
        }
        return executors;
    }

    private static Object pool(Executor executor) {
        if (executor instanceof ThreadPoolTaskExecutor pool) {
            return pool.getThreadPoolExecutor();
        }
        if (executor instanceof ThreadPoolTaskScheduler pool) {
            return pool.getScheduledThreadPoolExecutor();
        }
        return executor instanceof ConcurrentTaskExecutor adapter ? adapter.getConcurrentExecutor() : executor;
    }
}
