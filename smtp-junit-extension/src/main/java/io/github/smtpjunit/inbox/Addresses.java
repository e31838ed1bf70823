package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.VisibleText;
import io.github.smtpjunit.smtp.AddressPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How addresses are compared: in their {@linkplain AddressPattern#canonical canonical} form. */
final class Addresses {

    private Addresses() {}

    static String normalized(@Nullable String address) {
        return address == null ? "" : AddressPattern.canonical(address);
    }

    /**
     * Refuses what names somebody in another form than the assertions take.
     *
     * @throws IllegalArgumentException for an address with a name or angle brackets, or with white space around it
     */
    static String alone(String address) {
        if (!address.equals(address.strip())) {
            throw new IllegalArgumentException("Give the address without white space around it, and not \""
                    + VisibleText.onOneLine(address) + "\"");
        }
        if (address.endsWith(">")) {
            throw new IllegalArgumentException("Give the address alone, "
                    + address.substring(address.lastIndexOf('<') + 1, address.length() - 1) + ", and not \"" + address
                    + "\": a display name has assertions of its own, such as isToName(..)");
        }
        return address;
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static boolean same(@Nullable String one, @Nullable String other) {
        return normalized(one).equals(normalized(other));
    }

    /**
     * The addresses of a list, as text: each a {@code String}, a {@link MailAddress}, or an {@code InternetAddress} of
     * the mail API, which need not be on the class path.
     */
    static String[] texts(String name, Iterable<?> addresses) {
        List<String> texts = new ArrayList<>();
        for (Object address : requireNonNull(addresses, name)) {
            texts.add(text(name, address));
        }
        return texts.toArray(String[]::new);
    }

    private static String text(String name, @Nullable Object address) {
        if (address instanceof CharSequence text) {
            return text.toString();
        }
        if (address instanceof MailAddress parsed) {
            return parsed.address();
        }
        try {
            return (String) requireNonNull(address, name)
                    .getClass()
                    .getMethod("getAddress")
                    .invoke(address);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    name + " has a " + requireNonNull(address).getClass().getName()
                            + ": give a String, a MailAddress or an InternetAddress.",
                    e);
        }
    }
}
