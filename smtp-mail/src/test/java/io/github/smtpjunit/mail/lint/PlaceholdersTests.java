package io.github.smtpjunit.mail.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.ParsedMail;
import org.junit.jupiter.api.Test;

/** Placeholders are found wherever a template puts a value. */
class PlaceholdersTests {

    @Test
    void everyPlaceIsLookedAt() {
        String mail = LintMails.multipart(
                        "mixed",
                        "Content-Type: text/html\n\n<title>{{1}}</title><div style='display:none'>{{2}}</div><p class='{{3}}'>{{4}}"
                                + " {name}</p><img alt='{{5}}' src='https://a.example/{{6}}'><a href='https://a.example/%24%7B7%7D'>a</a>",
                        "Content-Type: text/plain\nContent-Disposition: attachment; filename=\"{{8}}.txt\"\n\nfile")
                .replace("The Shop", "\"{{9}}\"")
                .replace("To: Ada", "To: \"{{10}}\"")
                .replace("Your order 4711", "Your order {{11}}")
                .replace("unsubscribe/1>,", "unsubscribe/{{12}}>,");

        assertThat(Placeholders.in(ParsedMail.parse(LintMails.bytes(mail))))
                .containsExactlyInAnyOrder(
                        "{{1}}",
                        "{{2}}", "{{3}}", "{{4}}", "{name}", "{{5}}", "{{6}}", "${7}", "{{8}}", "{{9}}", "{{10}}",
                        "{{11}}", "{{12}}");
    }

    @Test
    void aCleanMailHasNone() {
        assertThat(Placeholders.in(ParsedMail.parse(LintMails.bytes(LintMails.clean()))))
                .isEmpty();
    }
}
