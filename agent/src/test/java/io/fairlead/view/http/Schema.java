package io.fairlead.view.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks values against the part of JSON Schema that docs/openapi.yaml uses; a keyword that is not
 * known here is an error, so that none is believed to be checked that is not.
 */
final class Schema {
  private static final List<String> REMARKS =
      List.of("description", "examples", "default", "format");

  private final Map<?, ?> document;

  Schema(Map<?, ?> document) {
    this.document = document;
  }

  /** What is wrong with a value, each with its path; empty where nothing is. */
  List<String> errors(Map<?, ?> schema, @Nullable Object value) {
    List<String> errors = new ArrayList<>();
    check("$", schema, value, errors);
    return errors;
  }

  /** What a {@code $ref} points to, or the object itself. */
  Map<?, ?> deref(Map<?, ?> object) {
    Object ref = object.get("$ref");
    if (ref == null) {
      return object;
    }
    Object at = document;
    for (String part : ref.toString().substring("#/".length()).split("/")) {
      at = at instanceof Map<?, ?> map ? map.get(part) : null;
    }
    if (at instanceof Map<?, ?> found) {
      return found;
    }
    throw new AssertionError("nothing is at " + ref);
  }

  private void check(String path, Map<?, ?> given, @Nullable Object value, List<String> errors) {
    Map<?, ?> schema = deref(given);
    schema.forEach(
        (keyword, wanted) -> {
          switch (keyword.toString()) {
            case "type" -> type(path, wanted, value, errors);
            case "required" -> required(path, (List<?>) wanted, value, errors);
            case "properties" -> properties(path, (Map<?, ?>) wanted, value, errors);
            case "additionalProperties" -> others(path, schema, wanted, value, errors);
            case "items" -> items(path, (Map<?, ?>) wanted, value, errors);
            case "enum" ->
                expect(((List<?>) wanted).contains(value), path, "is none of " + wanted, errors);
            case "pattern" ->
                expect(
                    value instanceof String s && s.matches(wanted.toString()),
                    path,
                    "does not match " + wanted,
                    errors);
            case "minimum" ->
                expect(
                    value instanceof Number n && n.longValue() >= ((Number) wanted).longValue(),
                    path,
                    "is below " + wanted,
                    errors);
            case "maximum" ->
                expect(
                    value instanceof Number n && n.longValue() <= ((Number) wanted).longValue(),
                    path,
                    "is above " + wanted,
                    errors);
            default ->
                expect(REMARKS.contains(keyword.toString()), path, "keyword " + keyword, errors);
          }
        });
  }

  private static void type(
      String path, Object wanted, @Nullable Object value, List<String> errors) {
    List<?> types = wanted instanceof List<?> list ? list : List.of(wanted);
    String found =
        switch (value) {
          case null -> "null";
          case Map<?, ?> map -> "object";
          case List<?> list -> "array";
          case String text -> "string";
          case Boolean flag -> "boolean";
          case Long number -> "integer";
          case Integer number -> "integer";
          default -> "number";
        };
    expect(types.contains(found), path, "is " + found + ", not " + wanted, errors);
  }

  private static void required(
      String path, List<?> names, @Nullable Object value, List<String> errors) {
    if (value instanceof Map<?, ?> map) {
      names.forEach(name -> expect(map.containsKey(name), path, name + " is missing", errors));
    }
  }

  private void properties(
      String path, Map<?, ?> schemas, @Nullable Object value, List<String> errors) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, member) -> {
            if (schemas.get(name) instanceof Map<?, ?> schema) {
              check(path + "." + name, schema, member, errors);
            }
          });
    }
  }

  private void others(
      String path, Map<?, ?> schema, Object wanted, @Nullable Object value, List<String> errors) {
    Map<?, ?> known = schema.get("properties") instanceof Map<?, ?> map ? map : Map.of();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, member) -> {
            if (known.containsKey(name)) {
              return;
            }
            if (wanted instanceof Map<?, ?> of) {
              check(path + "." + name, of, member, errors);
            } else {
              expect(!wanted.equals(false), path, name + " is not described", errors);
            }
          });
    }
  }

  private void items(String path, Map<?, ?> schema, @Nullable Object value, List<String> errors) {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        check(path + "[" + i + "]", schema, list.get(i), errors);
      }
    }
  }

  private static void expect(boolean holds, String path, String message, List<String> errors) {
    if (!holds) {
      errors.add(path + ": " + message);
    }
  }
}
