package io.github.smtpjunit.smtp;

/** The grammar of paths and mailboxes: RFC 5321 section 4.1.2, widened by RFC 6531 section 3.3. */
enum PathGrammar {
    /** To the letter. */
    STRICT,
    /** With what {@link Leniency} lists. */
    LENIENT;

    private static final String ATEXT_SPECIALS = "!#$%&'*+-/=?^_`{|}~";
    private static final int MAX_DOMAIN_OCTETS = 255; // RFC 5321 section 4.5.3.1.2
    private static final int MAX_LABEL_OCTETS = 63; // RFC 1035 section 2.3.4

    /** Takes the angle brackets and the source route off a path (RFC 5321 appendix C: ignore source routes). */
    static String insideBrackets(String path) {
        require(path.startsWith("<") && path.endsWith(">") && path.length() >= 2, "path must stand in angle brackets");
        String inside = path.substring(1, path.length() - 1);
        return inside.startsWith("@") ? afterSourceRoute(inside) : inside;
    }

    private static String afterSourceRoute(String text) {
        int colon = routeEnd(text);
        require(colon > 0, "source route without colon");
        for (String hop : text.substring(0, colon).split(",", -1)) {
            require(hop.startsWith("@"), "bad source route");
            STRICT.checkDomain(hop.substring(1));
        }
        return text.substring(colon + 1);
    }

    /** The colon that ends the route: the first one outside an address literal, which has colons of its own. */
    private static int routeEnd(String text) {
        boolean literal = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[') {
                literal = true;
            } else if (c == ']') {
                literal = false;
            } else if (c == ':' && !literal) {
                return i;
            }
        }
        return -1;
    }

    static Mailbox mailbox(String text) {
        int at = endOfLocalPart(text);
        require(at < text.length() && text.charAt(at) == '@', "missing @ and domain");
        require(at + 1 < text.length(), "missing domain");
        return new Mailbox(text.substring(0, at), text.substring(at + 1));
    }

    static Mailbox lenientMailbox(String text) {
        int at = endOfLocalPart(text);
        require(at == text.length() || text.charAt(at) == '@', "missing @ and domain");
        require(at + 1 != text.length(), "missing domain");
        String domain = at == text.length() ? "" : text.substring(at + 1);
        return new Mailbox(text.substring(0, at), domain, LENIENT);
    }

    private static int endOfLocalPart(String text) {
        if (!text.startsWith("\"")) {
            int at = text.indexOf('@');
            return at < 0 ? text.length() : at;
        }
        int quote = closingQuote(text);
        return quote < 0 ? text.length() : quote + 1;
    }

    /** The index of the quote that ends a quoted string, -1 if absent; one behind a backslash does not. */
    static int closingQuote(String text) {
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }

    /** Whether a check of the strict grammar passes. */
    static boolean isStrict(Runnable check) {
        try {
            check.run();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    void checkLocalPart(String text) {
        require(!text.isEmpty(), "empty local-part");
        checkWellFormedUnicode(text);
        if (text.charAt(0) == '"') {
            checkQuotedString(text);
        } else {
            checkDotString(text);
        }
    }

    private static void checkQuotedString(String text) {
        int last = text.length() - 1;
        require(last > 0 && closingQuote(text) == last, "unbalanced quote in local-part");
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            boolean pair = c == '\\';
            if (pair) {
                c = text.charAt(++i);
            }
            boolean allowed = (c >= 0x20 && c < 0x7f) || (!pair && isNonAscii(c));
            require(allowed, "control character in local-part");
        }
    }

    private void checkDotString(String text) {
        boolean atomStart = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                require(!atomStart || this == LENIENT, "empty atom in local-part");
                atomStart = true;
            } else {
                require(isAtext(c), "character not allowed in an unquoted local-part");
                atomStart = false;
            }
        }
        require(!atomStart || this == LENIENT, "local-part ends in a dot");
        require(this == STRICT || text.chars().anyMatch(c -> c != '.'), "empty local-part");
    }

    void checkDomain(String text) {
        checkWellFormedUnicode(text);
        require(utf8Length(text) <= MAX_DOMAIN_OCTETS, "domain longer than 255 octets");
        if (text.startsWith("[")) {
            AddressLiteral.check(text);
            return;
        }
        int start = 0;
        for (int dot; (dot = text.indexOf('.', start)) >= 0; start = dot + 1) {
            checkLabel(text.substring(start, dot));
        }
        if (this == STRICT || start < text.length() || start == 0) { // the dot at the end of an absolute name
            checkLabel(text.substring(start));
        }
    }

    private void checkLabel(String label) {
        require(!label.isEmpty(), "empty label in domain");
        require(utf8Length(label) <= MAX_LABEL_OCTETS, "domain label longer than 63 octets");
        require(!label.startsWith("-") && !label.endsWith("-"), "domain label starts or ends with a hyphen");
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            require(
                    isLetterOrDigit(c) || c == '-' || isNonAscii(c) || (c == '_' && this == LENIENT),
                    "character not allowed in a domain");
        }
    }

    private static void checkWellFormedUnicode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                i++;
                require(i < text.length() && Character.isLowSurrogate(text.charAt(i)), "broken Unicode");
            } else {
                require(!Character.isLowSurrogate(c), "broken Unicode");
            }
        }
    }

    private static boolean isAtext(char c) {
        return isLetterOrDigit(c) || ATEXT_SPECIALS.indexOf(c) >= 0 || isNonAscii(c);
    }

    static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** UTF8-non-ascii of RFC 6531, without the C1 controls and line separators that no address needs. */
    private static boolean isNonAscii(char c) {
        return c >= 0xa0 && c != '\u2028' && c != '\u2029';
    }

    /** The recipient that needs no domain, matched case-insensitively (RFC 5321 section 4.1.1.3). */
    static boolean isPostmaster(String text) {
        return isAscii(text) && text.equalsIgnoreCase("postmaster");
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The length in UTF-8 of well-formed Unicode. */
    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // a pair makes four
        }
        return length;
    }

    static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
