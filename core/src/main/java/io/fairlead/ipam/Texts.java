package io.fairlead.ipam;

import io.fairlead.model.InvalidField;
import io.fairlead.wire.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Small JSON objects of strings, as entries of the store and lines of the journal. */
record Texts(Map<String, String> members) {
  static Texts of(String... namesAndValues) {
    Map<String, String> members = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!namesAndValues[i + 1].isEmpty()) {
        members.put(namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return new Texts(members);
  }

  byte[] encode() {
    return Json.write(new TreeMap<>(members));
  }

  /** Members that are no strings are left out. */
  static Texts decode(byte[] bytes) {
    if (!(Json.parse(bytes) instanceof Map<?, ?> map)) {
      throw new InvalidField("json", "must be an object");
    }
    Map<String, String> members = new TreeMap<>();
    map.forEach(
        (name, value) -> {
          if (name instanceof String key && value instanceof String text) {
            members.put(key, text);
          }
        });
    return new Texts(members);
  }

  /** The member, or nothing where it is not there. */
  String get(String name) {
    return members.getOrDefault(name, "");
  }

  /** The member, which must be there. */
  String must(String name) {
    String value = get(name);
    InvalidField.unless(!value.isEmpty(), name, "is missing");
    return value;
  }

  Instant instant(String name) {
    String text = must(name);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new InvalidField(name, "'" + text + "' is no time");
    }
  }
}
