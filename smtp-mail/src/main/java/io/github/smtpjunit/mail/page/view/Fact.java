package io.github.smtpjunit.mail.page.view;

/**
 * A name and what it stands for.
 *
 * @param name a word or two
 * @param value any text
 */
record Fact(String name, String value) {}
