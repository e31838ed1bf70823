package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.client.HostPort;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option that is {@code HOST:PORT}. */
abstract class PlaceConverter implements ITypeConverter<HostPort> {

    private final Function<String, HostPort> parser;

    private PlaceConverter(Function<String, HostPort> parser) {
        this.parser = parser;
    }

    @Override
    public HostPort convert(String value) {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Where to listen. */
    static final class Listening extends PlaceConverter {
        Listening() {
            super(HostPort::parseListening);
        }
    }

    /** Where a server is. */
    static final class Remote extends PlaceConverter {
        Remote() {
            super(HostPort::parse);
        }
    }
}
