package io.github.smtpjunit.relay.catcher;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Numbers mails and keeps none: there is no place to look at them. */
public final class NoMails implements MailKeeper {

    private final AtomicLong last = new AtomicLong();

    @Override
    public Incoming incoming() {
        return new Incoming() {
            @Override
            public void write(InputStream content) throws IOException {
                content.transferTo(OutputStream.nullOutputStream());
            }

            @Override
            public String commit(CaughtMail mail, BooleanSupplier dropOldest) {
                return MailDirectory.name(last.incrementAndGet());
            }

            @Override
            public void close() {
                // nothing is kept
            }
        };
    }

    @Override
    public Optional<Set<String>> namesIfChanged() {
        return Optional.empty();
    }

    @Override
    public CaughtMail read(String id) {
        throw new IllegalStateException("No other process adds mails here");
    }

    @Override
    public InputStream open(String id) throws IOException {
        throw new FileNotFoundException("Mail " + id + " is not kept");
    }

    @Override
    public void delete(String id) {
        // there is no mail
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }
}
