package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.client.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NioClient;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.InvalidZoneDataException;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;
import org.xbill.DNS.lookup.RedirectLoopException;
import org.xbill.DNS.lookup.RedirectOverflowException;

/**
 * Asks DNS, follows aliases, keeps each answer as long as its time to live allows, and never waits longer than the
 * given time.
 */
final class DnsClient {

    private static final int MAX_ALIASES = 8;
    private static final int ATTEMPTS = 3; // for each server
    private static final int CACHED_NAMES = 10_000;

    private static int relays; // that may ask; guarded by the class
    private static boolean asked; // since the thread of dnsjava was ended; guarded by the class

    private final String servers;
    private final LookupSession session;
    private final Duration patience;

    /**
     * Makes a client with a memory of its own.
     *
     * @param servers recursive name servers; an empty list means those of the operating system
     * @param patience how long an answer may take at most, all servers and aliases together
     */
    DnsClient(List<InetSocketAddress> servers, Duration patience) {
        List<InetSocketAddress> asked =
                servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
        this.servers =
                asked.stream().map(server -> HostPort.of(server).toString()).collect(Collectors.joining(", "));
        ExtendedResolver resolver = new ExtendedResolver(
                asked.stream().map(server -> (Resolver) new Server(server)).toList());
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

    /** One server. When it has no answer for now, the next one is asked, as if it had not answered. */
    private static final class Server extends SimpleResolver {

        private final HostPort place;

        Server(InetSocketAddress address) {
            super(address);
            this.place = HostPort.of(address);
        }

        @Override
        public CompletionStage<Message> sendAsync(Message query, Executor executor) {
            return super.sendAsync(query, executor).handle((answer, problem) -> {
                if (problem != null) {
                    throw new CompletionException(new NoAnswerException(
                            place + " does not answer " + text(query.getQuestion()) + ": " + reason(problem)));
                }
                int code = answer.getRcode();
                if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
                    throw new CompletionException(new NoAnswerException(
                            place + " answers " + Rcode.string(code) + " to " + text(query.getQuestion())));
                }
                return answer;
            });
        }

        private static String reason(Throwable problem) {
            Throwable cause =
                    problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
            String message = String.valueOf(cause.getMessage());
            return message.startsWith("Timed out") ? "no packet in time" : message;
        }
    }

    private static String text(Record question) {
        return Type.string(question.getType()) + " " + question.getName().toString(true);
    }

    /** A server has no answer for now. The message names the server, the question, and the code if there was one. */
    private static final class NoAnswerException extends IOException {

        private static final long serialVersionUID = 1L;

        NoAnswerException(String message) {
            super(message);
        }
    }

    /** A relay starts. */
    static synchronized void enter() {
        relays++;
    }

    /**
     * A relay has closed. The last one ends the thread that dnsjava has for all its users; it starts another when it is
     * asked again.
     */
    static synchronized void leave() {
        relays--;
        if (relays == 0 && asked) {
            asked = false;
            NioClient.close();
        }
    }

    private static synchronized void asks() {
        asked = true;
    }

    /** What DNS said. */
    sealed interface Answer {

        /** Records of the type asked for, at least one. */
        record Records(List<Record> list) implements Answer {}

        /** The name exists, or not (NXDOMAIN), but has no such record; and that is certain. */
        record Nothing(boolean nameExists) implements Answer {}

        /** There is no answer for now. */
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
        asks();
        return session.lookupAsync(absolute, type)
                .toCompletableFuture()
                .handle((result, problem) -> problem != null
                        ? answer(problem)
                        : result.getRecords().isEmpty()
                                ? new Answer.Nothing(true)
                                : new Answer.Records(result.getRecords()))
                .completeOnTimeout(
                        new Answer.Unknown("DNS failed: " + servers + " did not answer " + Type.string(type) + " "
                                + name + " within " + patience.toMillis() + " ms"),
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
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
        return broken ? new Answer.Nothing(true) : new Answer.Unknown("DNS failed: " + message(cause));
    }

    private static String message(@Nullable Throwable problem) {
        Throwable its = problem;
        while (its != null && !(its instanceof NoAnswerException) && its.getCause() != null) {
            its = its.getCause();
        }
        return its == null ? "no reason is known" : String.valueOf(its.getMessage());
    }
}
