package io.fairlead.stores.etcd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object as the gateway writes it: 64-bit numbers as texts, bytes in base64, and what is zero or
 * empty left out.
 */
record Fields(Map<?, ?> members) {
  static final Fields NONE = new Fields(Map.of());

  static Fields of(@Nullable Object json) {
    return json instanceof Map<?, ?> map ? new Fields(map) : NONE;
  }

  static String base64(String text) {
    return base64(text.getBytes(ISO_8859_1));
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  Fields object(String name) {
    return of(members.get(name));
  }

  List<Fields> list(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().<Fields>map(Fields::of).toList()
        : List.of();
  }

  String text(String name) {
    Object value = members.get(name);
    return value == null ? "" : value.toString();
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  long number(String name) {
    String text = text(name);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  byte[] bytes(String name) {
    return Base64.getDecoder().decode(text(name));
  }

  String key() {
    return new String(bytes("key"), ISO_8859_1);
  }
}
