package io.github.smtpjunit.mail.page.view;

/**
 * A step of the way back from a page.
 *
 * @param text the page that it leads to
 * @param href its address, from the page that shows this; empty if there is no such page
 */
record BackLink(String text, String href) {}
