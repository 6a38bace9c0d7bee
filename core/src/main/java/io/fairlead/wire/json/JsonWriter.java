package io.fairlead.wire.json;

import java.nio.charset.StandardCharsets;

/**
 * Writes one JSON text, compact, without building it as objects first. Commas are placed by
 * themselves; that names stand only in objects is the caller's care. Used by one thread.
 */
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(512);

  /** Opens an object. */
  public JsonWriter beginObject() {
    separate();
    out.append('{');
    return this;
  }

  /** Closes an object. */
  public JsonWriter endObject() {
    out.append('}');
    return this;
  }

  /** Opens an array. */
  public JsonWriter beginArray() {
    separate();
    out.append('[');
    return this;
  }

  /** Closes an array. */
  public JsonWriter endArray() {
    out.append(']');
    return this;
  }

  /** The name of the member that follows. */
  public JsonWriter name(String name) {
    separate();
    quote(name);
    out.append(':');
    return this;
  }

  /** A string. */
  public JsonWriter value(String text) {
    separate();
    quote(text);
    return this;
  }

  /** A whole number. */
  public JsonWriter value(long number) {
    separate();
    out.append(number);
    return this;
  }

  /** A number; null where JSON has no word for it. */
  public JsonWriter value(double number) {
    separate();
    if (Double.isFinite(number)) {
      out.append(number);
    } else {
      out.append("null");
    }
    return this;
  }

  /** {@code true} or {@code false}. */
  public JsonWriter value(boolean flag) {
    separate();
    out.append(flag);
    return this;
  }

  /** {@code null}. */
  public JsonWriter nullValue() {
    separate();
    out.append("null");
    return this;
  }

  /** A member that is a string. */
  public JsonWriter text(String name, String value) {
    return name(name).value(value);
  }

  /** A member that is a string; left out where it is empty. */
  public JsonWriter textUnlessEmpty(String name, String value) {
    return value.isEmpty() ? this : text(name, value);
  }

  /** A member that is a whole number. */
  public JsonWriter number(String name, long value) {
    return name(name).value(value);
  }

  /** A member that is true or false. */
  public JsonWriter flag(String name, boolean value) {
    return name(name).value(value);
  }

  /** What was written, as UTF-8. */
  public byte[] bytes() {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What was written. */
  @Override
  public String toString() {
    return out.toString();
  }

  private void separate() {
    if (!out.isEmpty()) {
      char last = out.charAt(out.length() - 1);
      if (last != '{' && last != '[' && last != ':') {
        out.append(',');
      }
    }
  }

  private void quote(String text) {
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\') {
        continue;
      }
      out.append(text, plain, i).append('\\');
      switch (c) {
        case '"', '\\' -> out.append(c);
        case '\n' -> out.append('n');
        case '\r' -> out.append('r');
        case '\t' -> out.append('t');
        default -> out.append("u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
      plain = i + 1;
    }
    out.append(text, plain, text.length()).append('"');
  }
}
