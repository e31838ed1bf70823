package io.github.smtpjunit.relay.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares JSON with a schema of an OpenAPI description, as far as ours has schemas. */
final class JsonSchema {

    private final JsonObject document;
    private final List<String> differences = new ArrayList<>();

    private JsonSchema(JsonObject document) {
        this.document = document;
    }

    /** Returns where a value differs from a schema; an empty list if it does not. */
    static List<String> differences(JsonObject document, JsonObject schema, JsonElement value) {
        JsonSchema comparison = new JsonSchema(document);
        comparison.compare("$", schema, value);
        return comparison.differences;
    }

    private void compare(String path, JsonObject schema, JsonElement value) {
        if (schema.has("$ref")) {
            compare(path, resolve(document, schema), value);
            return;
        }
        if (schema.has("type") && types(schema).stream().noneMatch(type -> is(type, value))) {
            differences.add(path + " is " + value + ", and should be " + schema.get("type"));
            return;
        }
        if (schema.has("enum") && !schema.getAsJsonArray("enum").contains(value)) {
            differences.add(path + " is " + value + ", and should be one of " + schema.get("enum"));
        }
        if (schema.has("format") && !value.isJsonNull()) {
            Instant.parse(value.getAsString());
        }
        if (value.isJsonObject()) {
            compareObject(path, schema, value.getAsJsonObject());
        } else if (value.isJsonArray() && schema.has("items")) {
            JsonArray items = value.getAsJsonArray();
            for (int i = 0; i < items.size(); i++) {
                compare(path + "[" + i + "]", schema.getAsJsonObject("items"), items.get(i));
            }
        }
    }

    private void compareObject(String path, JsonObject schema, JsonObject value) {
        JsonObject properties = schema.has("properties") ? schema.getAsJsonObject("properties") : new JsonObject();
        JsonElement others = schema.get("additionalProperties");
        for (Map.Entry<String, JsonElement> entry : value.entrySet()) {
            String at = path + "." + entry.getKey();
            if (properties.has(entry.getKey())) {
                compare(at, properties.getAsJsonObject(entry.getKey()), entry.getValue());
            } else if (others instanceof JsonObject its) {
                compare(at, its, entry.getValue());
            } else {
                differences.add(at + " is not described");
            }
        }
        if (schema.has("required")) {
            for (JsonElement name : schema.getAsJsonArray("required")) {
                if (!value.has(name.getAsString())) {
                    differences.add(path + "." + name.getAsString() + " is missing");
                }
            }
        }
    }

    /** Follows references. */
    static JsonObject resolve(JsonObject document, JsonObject object) {
        if (!object.has("$ref")) {
            return object;
        }
        JsonObject found = document;
        for (String name :
                object.get("$ref").getAsString().substring("#/".length()).split("/", -1)) {
            found = found.getAsJsonObject(name);
        }
        return resolve(document, found);
    }

    private static List<String> types(JsonObject schema) {
        JsonElement type = schema.get("type");
        return type.isJsonArray()
                ? type.getAsJsonArray().asList().stream()
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of(type.getAsString());
    }

    private static boolean is(String type, JsonElement value) {
        return switch (type) {
            case "object" -> value.isJsonObject();
            case "array" -> value.isJsonArray();
            case "null" -> value.isJsonNull();
            case "string" -> value instanceof JsonPrimitive text && text.isString();
            case "boolean" -> value instanceof JsonPrimitive truth && truth.isBoolean();
            case "integer" ->
                value instanceof JsonPrimitive number
                        && number.isNumber()
                        && new BigDecimal(number.getAsString())
                                        .stripTrailingZeros()
                                        .scale()
                                <= 0;
            default -> throw new IllegalArgumentException("a type that this comparison does not know: " + type);
        };
    }
}
