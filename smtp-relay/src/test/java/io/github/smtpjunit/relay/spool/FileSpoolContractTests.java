package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileSpoolContractTests extends MailSpoolContract {

    private final Path directory;

    FileSpoolContractTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    MailSpool newSpool() throws IOException {
        return FileSpool.open(directory.resolve("spool"), new FileSpool.Options(MAX_MAILS, 0));
    }

    @Override
    MailSpool newSpool(long maxMemory) throws IOException {
        return FileSpool.open(directory.resolve("small"), new FileSpool.Options(MAX_MAILS, 0, maxMemory));
    }
}
