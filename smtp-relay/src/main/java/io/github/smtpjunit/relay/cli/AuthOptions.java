package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options on which clients may send. */
@OptionHeading("Authentication")
final class AuthOptions {

    @Option(
            names = "--user",
            paramLabel = "NAME:PASSWORD",
            converter = UserConverter.class,
            description =
                    "Offer AUTH (SCRAM-SHA-256, CRAM-MD5, PLAIN, LOGIN), and know this user. Can be given more than"
                            + " once.")
    private List<User> users = new ArrayList<>();

    @Option(
            names = "--user-file",
            paramLabel = "FILE",
            converter = SecretFile.Converter.class,
            description = "Know the users in this file too, a NAME:PASSWORD in each line. Can be given more than once.")
    private List<SecretFile> userFiles = new ArrayList<>();

    @Option(names = "--require-auth", description = "Refuse MAIL before AUTH with 530.")
    private boolean required;

    @Option(
            names = "--allow-plain-auth",
            description = "Offer AUTH without TLS too, where others on the network can read the password.")
    private boolean clearTextAllowed;

    private boolean anyAccepted;

    /** Accepts whatever a client authenticates with. */
    void acceptAny() {
        anyAccepted = true;
    }

    void apply(SmtpServerBuilder server, boolean encrypts) {
        List<User> known = new ArrayList<>();
        userFiles.forEach(file -> known.addAll(file.read(new UserConverter())));
        known.addAll(users);
        if (anyAccepted) {
            UsageException.require(
                    known.isEmpty(), "--accept-any-auth excludes --user and --user-file: leave one of them out");
            server.authenticator(SaslAuthenticator.acceptAny())
                    .mechanisms(
                            SaslMechanism.PLAIN, SaslMechanism.LOGIN, SaslMechanism.OAUTHBEARER, SaslMechanism.XOAUTH2)
                    .allowAuthWithoutTls();
            requireIfAsked(server);
            return;
        }
        if (known.isEmpty()) {
            UsageException.require(!required, "--require-auth needs a user: add --user NAME:PASSWORD");
            UsageException.require(!clearTextAllowed, "--allow-plain-auth does nothing without --user NAME:PASSWORD");
            return;
        }
        UsageException.require(
                encrypts || clearTextAllowed,
                "--user has no effect without TLS, where AUTH is not offered: omit --no-starttls, or add"
                        + " --allow-plain-auth");
        Map<String, String> passwords = new LinkedHashMap<>();
        known.forEach(user -> passwords.put(user.name(), user.password())); // the last one of each name
        server.authenticator(SaslAuthenticator.users(passwords))
                .mechanisms(
                        SaslMechanism.SCRAM_SHA_256, SaslMechanism.CRAM_MD5, SaslMechanism.PLAIN, SaslMechanism.LOGIN);
        requireIfAsked(server);
        if (clearTextAllowed) {
            server.allowAuthWithoutTls();
        }
    }

    private void requireIfAsked(SmtpServerBuilder server) {
        if (required) {
            server.requireAuth();
        }
    }

    /**
     * A name and a password.
     *
     * @param name the name
     * @param password the password, shown nowhere
     */
    record User(String name, String password) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** Splits at the first colon. Nothing of the value is repeated in a message. */
    static final class UserConverter implements ITypeConverter<User> {
        @Override
        public User convert(String value) {
            int colon = value.indexOf(':');
            if (colon <= 0) {
                throw new TypeConversionException("it must be NAME:PASSWORD, with a colon between them");
            }
            return new User(value.substring(0, colon), value.substring(colon + 1));
        }
    }
}
