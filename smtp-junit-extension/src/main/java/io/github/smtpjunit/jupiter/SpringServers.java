package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.QualifierAnnotationAutowireCandidateResolver;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * The servers of a Spring context: they start before it does, and are closed after all its beans. They are no Lifecycle
 * beans: Spring 7 stops those of a context that it keeps for later tests.
 *
 * <p>Two are equal if the same servers are meant, and then Spring uses one context for both: what is said of a test
 * only, such as its timeout, does not count.
 */
final class SpringServers implements ContextCustomizer {

    /** The bean with the {@link SharedServers}. */
    static final String BEAN = "io.github.smtpjunit.servers";

    private static final String PROPERTIES = "SMTP servers of the test";
    private static final String EXPLICIT_PROPERTIES =
            "Dynamic Test Properties"; // of @DynamicPropertySource, which come first

    private final Map<String, WithSmtpServer> declared; // by name
    private final Set<ServerAttributes> key;

    SpringServers(Map<String, WithSmtpServer> declared) {
        this.declared = new TreeMap<>(declared);
        this.key = ServerAttributes.of(declared.values());
    }

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        ApplicationContext parent = configuration.getParentApplicationContext();
        if (isSharedWith(parent)) {
            addProperties(context, parent.getBean(BEAN, SharedServers.class));
        } else {
            start(context);
        }
    }

    /** In a hierarchy of contexts each one is customized; they have one server. */
    private boolean isSharedWith(@Nullable ApplicationContext parent) {
        return parent != null
                && parent.containsBean(BEAN + ".key")
                && parent.getBean(BEAN + ".key").equals(key);
    }

    private void start(ConfigurableApplicationContext context) {
        SharedServers servers = SharedServers.start(declared, () -> SpringContexts.executors(context));
        try {
            register(servers, (DefaultListableBeanFactory) context.getBeanFactory());
            addProperties(context, servers);
        } catch (RuntimeException e) {
            servers.close(); // the context will not be refreshed, and closes nothing
            throw e;
        }
    }

    private void register(SharedServers servers, DefaultListableBeanFactory beans) {
        // What is registered first is destroyed last, also if the context fails to start: beans may send mail when they
        // are destroyed.
        beans.registerDisposableBean(BEAN, servers::close);
        beans.registerSingleton(BEAN, servers);
        beans.registerSingleton(BEAN + ".key", key);
        if (beans.getAutowireCandidateResolver() instanceof QualifierAnnotationAutowireCandidateResolver resolver) {
            resolver.addQualifierType(ServerName.class);
        }
        for (String name : declared.keySet()) {
            beans.registerBeanDefinition(BEAN + ".inbox." + name, bean(name, servers.inbox(name)));
        }
    }

    private RootBeanDefinition bean(String name, Inbox inbox) {
        RootBeanDefinition bean = new RootBeanDefinition(Inbox.class, () -> inbox);
        bean.setPrimary(isUnqualified(name));
        bean.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
        bean.addQualifier(new AutowireCandidateQualifier(ServerName.class, name));
        bean.setDestroyMethodName(""); // it is not closed as this bean, but after all others
        bean.setSynthetic(true);
        return bean;
    }

    /** Whether it is the server that is meant where no name is given. */
    private boolean isUnqualified(String name) {
        return name.isEmpty() || declared.size() == 1;
    }

    private void addProperties(ConfigurableApplicationContext context, SharedServers servers) {
        MutablePropertySources sources = context.getEnvironment().getPropertySources();
        Map<String, Object> properties = new TreeMap<>();
        declared.forEach((name, annotation) -> properties.putAll(new SpringMailProperties(
                        annotation.propertyPrefix().isEmpty() ? defaultPrefix(name) : annotation.propertyPrefix(),
                        context.getEnvironment())
                .of(servers.inbox(name), List.of(annotation.users()))));
        MapPropertySource source = new MapPropertySource(PROPERTIES, properties);
        if (sources.contains(EXPLICIT_PROPERTIES)) {
            sources.addAfter(EXPLICIT_PROPERTIES, source);
        } else {
            sources.addFirst(source);
        }
    }

    private String defaultPrefix(String name) {
        return isUnqualified(name) ? SpringMailProperties.PREFIX : SpringMailProperties.PREFIX + "." + name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpringServers that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** Returns what Spring logs with its key of the context. */
    @Override
    public String toString() {
        return "SMTP servers " + declared.keySet(); // their users have passwords
    }
}
