package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which ESMTP parameters may stand behind MAIL and RCPT, and what their values look like. */
final class ParameterRules {

    private static final Pattern DELIVER_BY = Pattern.compile("([+-]?)(\\d{1,9});([RN])T?", Pattern.CASE_INSENSITIVE);
    private static final Pattern XTEXT = Pattern.compile("([!-*,-<>-~]|\\+[0-9A-F]{2})++"); // RFC 3461 section 4

    /**
     * An address type and an address in xtext, which may hold Unicode for one type (RFC 3461 section 4.2, RFC 6533
     * section 3).
     */
    private static final Pattern ORIGINAL_RECIPIENT = Pattern.compile("[A-Za-z0-9-]+;([!-*,-<>-~]|\\+[0-9A-F]{2})++"
            + "|(?i:utf-8);([!-*,-<>-~\\x{A0}-\\x{10FFFF}]|\\+[0-9A-F]{2})++");

    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d\\d:\\d\\d)");

    private static final long MAX_HOLD_SECONDS = EhloReply.MAX_HOLD.toSeconds();

    private static final Map<String, Rule> MAIL = Map.ofEntries(
            Map.entry("SIZE", Rule.value(ServiceExtension.SIZE, "\\d{1,20}")), // RFC 1870 section 3
            Map.entry("BODY", new Rule(null, ParameterRules::isBody)),
            Map.entry("SMTPUTF8", Rule.flag(ServiceExtension.SMTPUTF8)), // RFC 6531 section 3.4
            Map.entry("AUTH", new Rule(ServiceExtension.AUTH, ParameterRules::isXtext)), // RFC 4954 section 5
            Map.entry("RET", Rule.value(ServiceExtension.DSN, "(?i)FULL|HDRS")), // RFC 3461 section 4.3
            Map.entry("ENVID", new Rule(ServiceExtension.DSN, value -> isShort(value, 100) && isXtext(value))),
            Map.entry("REQUIRETLS", Rule.flag(ServiceExtension.REQUIRETLS)), // RFC 8689 section 2
            Map.entry("BY", new Rule(ServiceExtension.DELIVERBY, ParameterRules::isDeliverBy)),
            Map.entry("MT-PRIORITY", Rule.value(ServiceExtension.MT_PRIORITY, "0|-?[1-9]")), // RFC 6710 section 5
            Map.entry("HOLDFOR", new Rule(ServiceExtension.FUTURERELEASE, ParameterRules::isHoldFor)),
            Map.entry("HOLDUNTIL", new Rule(ServiceExtension.FUTURERELEASE, ParameterRules::isDateTime)));

    private static final Map<String, Rule> RCPT = Map.of(
            "NOTIFY",
            Rule.value(ServiceExtension.DSN, "(?i)NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY)){0,2}"),
            "ORCPT",
            new Rule(ServiceExtension.DSN, ParameterRules::isOriginalRecipient));

    private ParameterRules() {}

    /**
     * What a parameter needs.
     *
     * @param extension the extension that must be offered, null if the value decides
     * @param value the test of the value
     */
    private record Rule(@Nullable ServiceExtension extension, Predicate<@Nullable String> value) {

        static Rule flag(ServiceExtension extension) {
            return new Rule(extension, value -> value == null);
        }

        static Rule value(ServiceExtension extension, String regex) {
            Pattern pattern = Pattern.compile(regex);
            return new Rule(
                    extension, value -> value != null && pattern.matcher(value).matches());
        }
    }

    static Optional<Reply> checkMail(EsmtpParameters parameters, ServerConfig config, boolean encrypted) {
        if (parameters.has("HOLDFOR") && parameters.has("HOLDUNTIL")) {
            return Optional.of(Replies.PARAMETER_SYNTAX); // RFC 4865 section 4
        }
        if (parameters.has("REQUIRETLS") && !encrypted) {
            return Optional.of(Replies.PARAMETER_UNKNOWN); // RFC 8689 section 2: offered only within TLS
        }
        return check(parameters, MAIL, config).or(() -> checkHoldUntil(parameters, config));
    }

    /** RFC 4865 section 4: in the future, and not later than what was offered. */
    private static Optional<Reply> checkHoldUntil(EsmtpParameters parameters, ServerConfig config) {
        return parameters
                .value("HOLDUNTIL")
                .map(date -> OffsetDateTime.parse(date).toInstant())
                .filter(date -> !isOffered(date, config.clock().instant()))
                .map(date -> Replies.PARAMETER_SYNTAX);
    }

    private static boolean isOffered(Instant date, Instant now) {
        return date.isAfter(now) && !date.isAfter(now.plus(EhloReply.MAX_HOLD));
    }

    static Optional<Reply> checkRcpt(EsmtpParameters parameters, ServerConfig config) {
        return check(parameters, RCPT, config);
    }

    private static Optional<Reply> check(EsmtpParameters parameters, Map<String, Rule> rules, ServerConfig config) {
        for (Parameter parameter : parameters.list()) {
            Rule rule = rules.get(parameter.keyword());
            if (rule == null || !isOffered(parameter, rule, config)) {
                return Optional.of(Replies.PARAMETER_UNKNOWN); // RFC 5321 section 4.1.1.11
            }
            if (!rule.value().test(parameter.value())) {
                return Optional.of(Replies.PARAMETER_SYNTAX);
            }
        }
        return Optional.empty();
    }

    private static boolean isOffered(Parameter parameter, Rule rule, ServerConfig config) {
        if (parameter.keyword().equals("BODY")) {
            boolean binary = "BINARYMIME".equalsIgnoreCase(parameter.value());
            return config.offers(binary ? ServiceExtension.BINARY_MIME : ServiceExtension.EIGHT_BIT_MIME);
        }
        return rule.extension() == null || config.offers(rule.extension());
    }

    private static boolean isBody(@Nullable String value) {
        return value != null && value.matches("(?i)7BIT|8BITMIME|BINARYMIME"); // RFC 6152, RFC 3030
    }

    /** Asked before the shape is looked at. */
    private static boolean isShort(@Nullable String value, int most) {
        return value != null && value.length() <= most;
    }

    private static boolean isXtext(@Nullable String value) {
        return value != null && XTEXT.matcher(value).matches();
    }

    private static boolean isOriginalRecipient(@Nullable String value) {
        return value != null
                && isShort(value, 500)
                && ORIGINAL_RECIPIENT.matcher(value).matches();
    }

    /** RFC 2852 section 4: a mail that is to be returned when late must have some time. */
    private static boolean isDeliverBy(@Nullable String value) {
        Matcher matcher = DELIVER_BY.matcher(value == null ? "" : value);
        if (!matcher.matches()) {
            return false;
        }
        boolean positive = !matcher.group(1).equals("-") && Long.parseLong(matcher.group(2)) > 0;
        return positive || matcher.group(3).equalsIgnoreCase("N");
    }

    /** RFC 4865 section 4: a positive number of seconds, not above what was offered. */
    private static boolean isHoldFor(@Nullable String value) {
        return value != null && value.matches("[1-9]\\d{0,8}") && Long.parseLong(value) <= MAX_HOLD_SECONDS;
    }

    /**
     * RFC 4865 section 3: a date-time as in RFC 3339 section 5.6, which Java's parser takes for one of several forms.
     */
    private static boolean isDateTime(@Nullable String value) {
        try {
            return value != null && DATE_TIME.matcher(value).matches() && OffsetDateTime.parse(value) != null;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
