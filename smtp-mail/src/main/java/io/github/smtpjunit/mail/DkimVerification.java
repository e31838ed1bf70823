package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.PublicKeyRecordRetriever;
import org.apache.james.jdkim.api.Result;
import org.apache.james.jdkim.exceptions.FailException;
import org.apache.james.jdkim.exceptions.PermFailException;

/**
 * Verifies DKIM signatures (RFC 6376) with keys that are given. It uses Apache jDKIM, {@code
 * org.apache.james.jdkim:apache-jdkim-library}, which is optional.
 */
public final class DkimVerification {

    private DkimVerification() {}

    /**
     * Verifies all signatures of a mail. This needs the library Apache jDKIM.
     *
     * @param mail the mail
     * @param records the keys as in DNS, by {@code selector._domainkey.domain} in lower case
     * @return a sentence for each signature that is wrong; empty if there are signatures and all are right
     */
    public static List<String> problems(ParsedMail mail, Map<String, String> records) {
        requireNonNull(mail, "mail");
        requireNonNull(records, "records");
        DKIMVerifier verifier = new DKIMVerifier(retriever(records));
        List<String> problems = new ArrayList<>();
        try {
            verifier.verify(new ByteArrayInputStream(mail.source().octets()));
        } catch (IOException e) {
            throw new UncheckedIOException("The content is in memory", e);
        } catch (FailException | RuntimeException e) {
            problems.add(message(e));
        }
        List<String> told = verifier.getResults().stream()
                .filter(result -> !result.isSuccess())
                .map(DkimVerification::message)
                .toList();
        return told.isEmpty() ? problems : told;
    }

    private static PublicKeyRecordRetriever retriever(Map<String, String> records) {
        return (methods, selector, domain) -> {
            String name = (selector + "._domainkey." + domain).toLowerCase(Locale.ROOT);
            String record = records.get(name);
            if (record == null) {
                throw new PermFailException("no key was given for " + name);
            }
            return List.of(record);
        };
    }

    private static String message(Result result) {
        String signature = result.getRecord() == null
                ? ""
                : "d=" + result.getRecord().getDToken() + " s="
                        + result.getRecord().getSelector() + ": ";
        return signature + result.getErrorMessage();
    }

    private static String message(Exception failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
