package io.github.smtpjunit.relay.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Brings what libraries log by way of the JDK into the lines of our log, from WARNING on. The runnable jar alone names
 * this class as a service: where the relay is a library, logging is the business of others.
 */
public final class LogLines extends System.LoggerFinder {

    /** Made by the JDK. */
    public LogLines() {}

    @Override
    public Logger getLogger(String name, Module module) {
        return new LineLogger(name);
    }

    private record LineLogger(String name) implements Logger {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.WARNING.getSeverity();
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable cause) {
            if (isLoggable(level)) {
                List<Object> pairs = new ArrayList<>(List.of("logger", name, "message", String.valueOf(message)));
                if (cause != null) {
                    pairs.addAll(List.of("cause", trace(cause)));
                }
                Terminal.STANDARD.log().event("warning", pairs.toArray());
            }
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object @Nullable ... values) {
            if (isLoggable(level)) {
                log(
                        level,
                        bundle,
                        values == null ? format : MessageFormat.format(String.valueOf(format), values),
                        (Throwable) null);
            }
        }
    }

    /** The stack trace of what may be a bug. */
    static String trace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
