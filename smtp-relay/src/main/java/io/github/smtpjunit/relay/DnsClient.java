package io.github.smtpjunit.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.lookup.InvalidZoneDataException;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import org.xbill.DNS.lookup.RedirectLoopException;
import org.xbill.DNS.lookup.RedirectOverflowException;

/** Asks DNS, follows aliases, remembers what it was told as long as it may, and never waits longer than it was told. */
final class DnsClient {

    private static final int MAX_ALIASES = 8;
    private static final int ATTEMPTS = 3; // for each server
    private static final int CACHED_NAMES = 10_000;

    private final LookupSession session;
    private final Duration patience;

    /**
     * Makes a client with a memory of its own.
     *
     * @param servers recursive name servers; none means those of the operating system
     * @param patience how long an answer may take at most, all servers and aliases together
     */
    DnsClient(List<InetSocketAddress> servers, Duration patience) {
        ExtendedResolver resolver = new ExtendedResolver(
                (servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers)
                        .stream().map(server -> (Resolver) new Server(server)).toList());
        resolver.setTimeout(patience);
        resolver.setRetries(ATTEMPTS);
        Duration each = patience.dividedBy(ATTEMPTS + 1L);
        for (Resolver one : resolver.getResolvers()) {
            one.setTimeout(each);
        }
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(CACHED_NAMES);
        this.session = LookupSession.builder()
                .resolver(resolver)
                .maxRedirects(MAX_ALIASES)
                .cache(cache)
                .build();
        this.patience = patience;
    }

    /** One server; when it cannot tell, the next one is asked, as if it had not answered. */
    private static final class Server extends SimpleResolver {

        Server(InetSocketAddress address) {
            super(address);
        }

        @Override
        public CompletionStage<Message> sendAsync(Message query, Executor executor) {
            return super.sendAsync(query, executor)
                    .thenCompose(answer -> answer.getRcode() == Rcode.SERVFAIL || answer.getRcode() == Rcode.REFUSED
                            ? CompletableFuture.failedFuture(new IOException(Rcode.string(answer.getRcode())))
                            : CompletableFuture.completedFuture(answer));
        }
    }

    /** What DNS said. */
    sealed interface Answer {

        /** Records of the type asked for, at least one. */
        record Records(List<Record> list) implements Answer {}

        /** The name exists, or not (NXDOMAIN), but has no such record; and that is certain. */
        record Nothing(boolean nameExists) implements Answer {}

        /** Nobody knows now. */
        record Unknown(String problem) implements Answer {}
    }

    /** Asks. The future never fails, and is done when the patience is over. */
    CompletableFuture<Answer> ask(String name, int type) {
        Name absolute;
        try {
            absolute = Name.fromString(name, Name.root);
        } catch (TextParseException e) { // a label that is too long: no such name can exist
            return CompletableFuture.completedFuture(new Answer.Nothing(false));
        }
        return session.lookupAsync(absolute, type)
                .toCompletableFuture()
                .handle((result, problem) -> problem != null
                        ? answer(problem)
                        : result.getRecords().isEmpty()
                                ? new Answer.Nothing(true)
                                : new Answer.Records(result.getRecords()))
                .completeOnTimeout(
                        new Answer.Unknown("No answer from DNS in time"), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Answer answer(@Nullable Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        if (cause instanceof NoSuchDomainException) {
            return new Answer.Nothing(false);
        }
        boolean broken = cause instanceof NoSuchRRSetException
                || cause instanceof RedirectLoopException // aliases in a circle will not lead anywhere later either
                || cause instanceof RedirectOverflowException
                || cause instanceof InvalidZoneDataException;
        return broken ? new Answer.Nothing(true) : new Answer.Unknown("DNS failed");
    }
}
