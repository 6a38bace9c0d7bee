package io.fairlead.wire.json;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) as plain values: {@code Map<String, Object>} in the order of the text, {@code
 * List<Object>}, {@code String}, {@code Long} or {@code Double}, {@code Boolean} and null.
 *
 * <p>Reading is strict, since the text may come from anybody: well-formed UTF-8, nothing after the
 * value, no member twice in one object, at most {@value #MAX_DEPTH} levels deep.
 */
public final class Json {
  /** Objects and arrays within each other at most. */
  public static final int MAX_DEPTH = 64;

  /** Bytes that {@link #parse(byte[])} takes at most: 64 MiB. */
  public static final int MAX_BYTES = 64 << 20;

  private Json() {}

  /**
   * The value of this text.
   *
   * @throws io.fairlead.model.InvalidField with field {@code json}, the line and the column where
   *     it is not one JSON value
   */
  public static @Nullable Object parse(byte[] text) {
    return parse(text, MAX_BYTES);
  }

  /** As {@link #parse(byte[])}, of at most {@code maxBytes}. */
  public static @Nullable Object parse(byte[] text, int maxBytes) {
    return new JsonParser(text).document(maxBytes);
  }

  /**
   * The text of a value of the kinds above; also {@code Integer}, and maps whose keys are strings.
   *
   * @throws IllegalArgumentException where it holds anything else
   */
  public static byte[] write(@Nullable Object value) {
    JsonWriter out = new JsonWriter();
    write(out, value);
    return out.bytes();
  }

  /** Writes a value, as {@link #write(Object)}, as the next value of {@code out}. */
  public static void write(JsonWriter out, @Nullable Object value) {
    switch (value) {
      case null -> out.nullValue();
      case String text -> out.value(text);
      case Boolean flag -> out.value(flag);
      case Long number -> out.value(number);
      case Integer number -> out.value(number.longValue());
      case Double number -> out.value(number);
      case List<?> list -> {
        out.beginArray();
        list.forEach(element -> write(out, element));
        out.endArray();
      }
      case Map<?, ?> map -> {
        out.beginObject();
        map.forEach(
            (name, member) -> {
              out.name((String) name);
              write(out, member);
            });
        out.endObject();
      }
      default -> throw new IllegalArgumentException("no JSON value: " + value.getClass().getName());
    }
  }

  /** Writes texts by name, in the order of their names; left out where there are none. */
  public static void writeTexts(JsonWriter out, String name, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      out.name(name).beginObject();
      new TreeMap<>(texts).forEach(out::text);
      out.endObject();
    }
  }

  /** Writes a list of texts; left out where there are none. */
  public static void writeTexts(JsonWriter out, String name, List<String> texts) {
    if (!texts.isEmpty()) {
      out.name(name).beginArray();
      texts.forEach(out::value);
      out.endArray();
    }
  }
}
