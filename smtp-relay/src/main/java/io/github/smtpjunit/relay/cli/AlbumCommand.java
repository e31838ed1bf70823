package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.mail.page.Album;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one album of those that the tests of several modules have written. */
@Command(
        name = "album",
        mixinStandardHelpOptions = true,
        versionProvider = RelayCommand.Version.class,
        description = {
            "Merge the albums of a project's modules: the pages with the mails of its tests.",
            "",
            "  java -jar smtp-relay.jar album */target/smtp-junit --into target/mails"
        })
final class AlbumCommand implements Runnable {

    private final Terminal terminal;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIRECTORY",
            description = "An album: the directory target/smtp-junit or build/smtp-junit of a module.")
    private List<Path> albums = List.of();

    @Option(
            names = "--into",
            required = true,
            paramLabel = "DIRECTORY",
            description = "Where to write the merged album. Runs that it has already stay.")
    private Path into = Path.of("");

    AlbumCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        for (Path album : albums) {
            UsageException.require(
                    Files.isDirectory(album), "There is no directory " + LogText.value(album.toString()));
        }
        try {
            terminal.out().println(Album.merge(albums, into).toAbsolutePath());
        } catch (IOException e) {
            throw FailedException.of("The albums cannot be merged", e);
        }
    }
}
