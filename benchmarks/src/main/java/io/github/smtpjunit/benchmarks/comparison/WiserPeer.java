package io.github.smtpjunit.benchmarks.comparison;

import jakarta.mail.MessagingException;
import org.jspecify.annotations.Nullable;
import org.subethamail.wiser.Wiser;

/** Wiser, which keeps each mail once for each recipient. */
final class WiserPeer implements Peer {

    private final Wiser wiser = Wiser.create(SubEthaPeer.builder());

    @Override
    public int start() {
        wiser.start();
        return wiser.getServer().getPortAllocated();
    }

    @Override
    public int count() {
        return wiser.getMessages().size();
    }

    @Override
    public @Nullable String firstSubject() throws MessagingException {
        return wiser.getMessages().isEmpty()
                ? null
                : wiser.getMessages().get(0).getMimeMessage().getSubject();
    }

    @Override
    public void clear() {
        wiser.getMessages().clear();
    }

    @Override
    public void close() {
        wiser.stop();
    }
}
