package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.NextHop;
import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.relay.catcher.CaughtMails;
import io.github.smtpjunit.relay.catcher.Release;
import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.smtp.AddressPattern;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where caught mails may be sent on to. */
@OptionHeading("Releasing a mail")
final class ReleaseOptions {

    @Option(
            names = "--release-to",
            paramLabel = "HOST:PORT",
            converter = PlaceConverter.Remote.class,
            description = "Let the page and the API send a caught mail to this host. Default: no mail leaves.")
    private @Nullable HostPort host;

    @Option(
            names = "--release-allow",
            paramLabel = "PATTERN",
            converter = PatternConverter.class,
            description =
                    "Send to these recipients and to no others, such as '*@example.org'. Can be given more than once.")
    private List<AddressPattern> allowed = new ArrayList<>();

    @Option(
            names = "--release-tls",
            paramLabel = "none|opportunistic|required|implicit",
            description = {
                "Whether to encrypt the way to the host. Default: opportunistic.",
                "A password is sent over verified TLS only, or with none in clear text."
            })
    private @Nullable TlsPolicy tls;

    @Option(
            names = "--release-trust",
            paramLabel = "FILE",
            description = "The host's authorities in PEM. Default: those that Java trusts.")
    private @Nullable Path trust;

    private AuthOptions.@Nullable User user;
    private @Nullable SecretFile userFile;

    @Option(
            names = "--release-user",
            paramLabel = "NAME:PASSWORD",
            converter = AuthOptions.UserConverter.class,
            description = "The user to authenticate as at the host.")
    void user(AuthOptions.User given) {
        user = given;
        userFile = null;
    }

    @Option(
            names = "--release-user-file",
            paramLabel = "FILE",
            converter = SecretFile.Converter.class,
            description = "Read NAME:PASSWORD of that user from this file.")
    void userFile(SecretFile file) {
        user = null;
        userFile = file;
    }

    /** Refuses options that do nothing without another. */
    void check(boolean hasHttp) {
        UsageException.require(
                host != null || (allowed.isEmpty() && tls == null && trust == null && user == null && userFile == null),
                "--release-allow, --release-tls, --release-trust and --release-user need --release-to HOST:PORT");
        UsageException.require(
                host == null || !allowed.isEmpty(),
                "--release-to needs --release-allow PATTERN: the recipients that may get a mail");
        UsageException.require(host == null || hasHttp, "--release-to needs --http HOST:PORT, where one asks for it");
    }

    /** Returns what releases mails, null if none may leave. */
    @Nullable
    Release open(String hostname, CaughtMails mails, EventLog log) {
        if (host == null) {
            return null;
        }
        NextHop hop = ServeOptions.hop(
                host, tls, trust, userFile == null ? user : userFile.readOne(new AuthOptions.UserConverter()));
        if (ServeOptions.showsItsPassword(hop)) {
            log.warning("--release-tls none sends the password of --release-user to " + hop
                    + " in clear text; use required where the host has TLS");
        }
        return new Release(hop, allowed, hostname, mails);
    }

    /** Reads a pattern. */
    static final class PatternConverter implements ITypeConverter<AddressPattern> {
        @Override
        public AddressPattern convert(String value) {
            try {
                return AddressPattern.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
