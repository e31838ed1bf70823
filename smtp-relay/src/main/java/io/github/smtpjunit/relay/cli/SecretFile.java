package io.github.smtpjunit.relay.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file of secrets, one in each line, in UTF-8. It is read once, as it may be a pipe, and nothing of it is repeated in
 * a message.
 */
final class SecretFile {

    private final Path path;
    private @Nullable List<String> lines;

    private SecretFile(Path path) {
        this.path = path;
    }

    /** Returns the secrets, one or more. */
    <T> List<T> read(ITypeConverter<T> converter) {
        List<String> all = lines();
        List<T> secrets = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).isEmpty()) {
                secrets.add(convert(all.get(i), i + 1, converter));
            }
        }
        UsageException.require(!secrets.isEmpty(), path + " has nothing in it");
        return secrets;
    }

    /** Returns the only secret. */
    <T> T readOne(ITypeConverter<T> converter) {
        List<T> secrets = read(converter);
        UsageException.require(secrets.size() == 1, path + " must have one line, not " + secrets.size());
        return secrets.get(0);
    }

    private <T> T convert(String line, int number, ITypeConverter<T> converter) {
        try {
            return converter.convert(line);
        } catch (TypeConversionException e) {
            throw new UsageException(path + ":" + number + ": " + e.getMessage());
        } catch (Exception e) { // as picocli declares it; ours throw no other
            throw new IllegalStateException(e);
        }
    }

    private List<String> lines() {
        if (lines == null) {
            try {
                lines = Files.readString(path).lines().toList();
            } catch (IOException e) {
                throw FailedException.of("Cannot read the secrets in " + path, e);
            }
        }
        return lines;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Makes one of the name of a file, which is read later. */
    static final class Converter implements ITypeConverter<SecretFile> {
        @Override
        public SecretFile convert(String value) {
            return new SecretFile(Path.of(value));
        }
    }
}
