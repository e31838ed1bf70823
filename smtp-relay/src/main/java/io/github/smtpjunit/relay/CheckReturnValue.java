package io.github.smtpjunit.relay;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What is returned must be used; Error Prone and others know an annotation of this simple name. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface CheckReturnValue {}
