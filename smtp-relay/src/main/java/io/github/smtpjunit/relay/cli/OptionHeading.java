package io.github.smtpjunit.relay.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Under which heading help lists the options of a class. picocli's groups would do so too, but an option that is given
 * again empties its group.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OptionHeading {

    /** The heading, without the colon. */
    String value();
}
