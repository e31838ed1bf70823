package io.github.smtpjunit.jupiter;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.PublicKeyRecordRetriever;
import org.apache.james.jdkim.api.Result;
import org.apache.james.jdkim.exceptions.FailException;
import org.apache.james.jdkim.exceptions.PermFailException;

/** Verifies DKIM signatures (RFC 6376) by Apache jDKIM, with keys that are given. The only class that needs that library. */
final class DkimVerification {

    private DkimVerification() {}

    /**
     * Verifies all signatures of a mail.
     *
     * @param records the keys as in DNS, by {@code selector._domainkey.domain} in lower case
     * @return a sentence for each signature that is wrong; empty if all are right, and there is one
     */
    static List<String> problems(CapturedMail mail, Map<String, String> records) {
        DKIMVerifier verifier = new DKIMVerifier(retriever(records));
        List<String> problems = new ArrayList<>();
        try {
            verifier.verify(new ByteArrayInputStream(mail.raw()));
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
            String name = Addresses.lower(selector + "._domainkey." + domain);
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
