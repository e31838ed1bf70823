package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import picocli.CommandLine.Option;

/** What to put up with from senders, so that they can be seen as they are. A relay has no such options. */
@OptionHeading("Senders as they are")
final class SenderOptions {

    @Option(
            names = "--accept-any-auth",
            description = {
                "Offer AUTH (PLAIN, LOGIN, OAUTHBEARER, XOAUTH2), without TLS too, and accept any name with any password or token.",
                "It cannot be combined with --user."
            })
    private boolean anyAuth;

    @Option(
            names = "--lenient",
            description = {
                "Accept what printers, scanners and old programs send: MAIL FROM:a@b without brackets, HELO without a name,",
                "a local part that ends in a dot, and more. Each use has a line in the log."
            })
    private boolean lenient;

    void apply(ServerOptions options, SmtpServerBuilder server) {
        if (anyAuth) {
            options.acceptAnyAuth();
        }
        if (lenient) {
            server.lenient();
        }
    }
}
