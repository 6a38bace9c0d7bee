package io.fairlead.wire.json;

import io.fairlead.model.InvalidField;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one JSON text by recursive descent over its bytes. Used once, by one thread. */
final class JsonParser {
  private static final RecentStrings RECENT = new RecentStrings();
  private static final int END = -1;
  private static final int LONGEST_LONG = String.valueOf(Long.MIN_VALUE).length();

  private final byte[] text;
  private int at;

  JsonParser(byte[] text) {
    this.text = text;
  }

  @Nullable Object document(int maxBytes) {
    InvalidField.unless(
        text.length <= maxBytes, "json", "is " + text.length + " bytes; at most " + maxBytes);
    Object value = value(0);
    skipSpace();
    if (at < text.length) {
      throw wrong("nothing may follow the value");
    }
    return value;
  }

  private @Nullable Object value(int depth) {
    skipSpace();
    int first = peek();
    return switch (first) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      case END -> throw wrong("the text ends where a value is missing");
      default -> throw wrong("no value starts with " + shown(first));
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    requireDepth(depth);
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return members;
    }
    while (true) {
      skipSpace();
      if (peek() != '"') {
        throw wrong("a member's name in double quotes is missing");
      }
      int nameAt = at;
      String name = string();
      if (members.containsKey(name)) {
        at = nameAt;
        throw wrong("the member \"" + name + "\" is there twice");
      }
      skipSpace();
      expect(':');
      members.put(name, value(depth));
      skipSpace();
      if (peek() == '}') {
        at++;
        return members;
      }
      expect(',');
    }
  }

  private List<@Nullable Object> array(int depth) {
    requireDepth(depth);
    List<@Nullable Object> elements = new ArrayList<>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return elements;
    }
    while (true) {
      elements.add(value(depth));
      skipSpace();
      if (peek() == ']') {
        at++;
        return elements;
      }
      expect(',');
    }
  }

  private String string() {
    int start = ++at;
    boolean ascii = true;
    while (at < text.length) {
      byte b = text[at];
      if (b == '"') {
        String plain = decode(start, at, ascii);
        at++;
        return plain;
      }
      if (b == '\\') {
        return escaped(new StringBuilder(decode(start, at, ascii)));
      }
      requireNoControl(b);
      ascii &= b >= 0;
      at++;
    }
    throw wrong("the string does not end");
  }

  private String escaped(StringBuilder string) {
    while (at < text.length) {
      byte b = text[at];
      if (b == '"') {
        at++;
        return string.toString();
      }
      if (b == '\\') {
        at++;
        escape(string);
        continue;
      }
      int start = at;
      while (at < text.length && text[at] != '"' && text[at] != '\\') {
        requireNoControl(text[at]);
        at++;
      }
      string.append(decode(start, at, false));
    }
    throw wrong("the string does not end");
  }

  private void escape(StringBuilder string) {
    int kind = peek();
    at++;
    switch (kind) {
      case '"', '\\', '/' -> string.append((char) kind);
      case 'b' -> string.append('\b');
      case 'f' -> string.append('\f');
      case 'n' -> string.append('\n');
      case 'r' -> string.append('\r');
      case 't' -> string.append('\t');
      case 'u' -> unicode(string);
      default -> {
        at--;
        throw wrong("no such escape; one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
      }
    }
  }

  private void unicode(StringBuilder string) {
    int start = at;
    char unit = hex();
    string.append(unit);
    if (!Character.isSurrogate(unit)) {
      return;
    }
    if (Character.isHighSurrogate(unit) && peek() == '\\') {
      at++;
      if (peek() == 'u') {
        at++;
        char low = hex();
        if (Character.isLowSurrogate(low)) {
          string.append(low);
          return;
        }
      }
    }
    at = start;
    throw wrong("half of a surrogate pair is no character");
  }

  private char hex() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < text.length ? Character.digit(text[at], 16) : -1;
      if (digit < 0) {
        throw wrong("\\u wants four hexadecimal digits");
      }
      unit = unit << 4 | digit;
      at++;
    }
    return (char) unit;
  }

  private Object number() {
    final int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    boolean whole = true;
    if (peek() == '.') {
      whole = false;
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    String literal = new String(text, start, at - start, StandardCharsets.ISO_8859_1);
    if (whole && literal.length() <= LONGEST_LONG) {
      try {
        return Long.valueOf(literal);
      } catch (NumberFormatException beyondLong) {
        return Double.valueOf(literal);
      }
    }
    return Double.valueOf(literal);
  }

  private void digits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong("a digit is missing");
    }
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= text.length || text[at + i] != word.charAt(i)) {
        throw wrong("no such word; true, false or null");
      }
    }
    at += word.length();
    return value;
  }

  private String decode(int start, int end, boolean ascii) {
    if (ascii) {
      return RECENT.of(text, start, end);
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text, start, end - start);
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      at = start;
      throw wrong("the string is not UTF-8");
    }
  }

  private int peek() {
    return at < text.length ? text[at] & 0xff : END;
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw wrong("'" + wanted + "' is missing");
    }
    at++;
  }

  private void skipSpace() {
    while (at < text.length
        && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
      at++;
    }
  }

  private void requireDepth(int depth) {
    if (depth > Json.MAX_DEPTH) {
      throw wrong("more than " + Json.MAX_DEPTH + " levels deep");
    }
  }

  private void requireNoControl(byte b) {
    if (b >= 0 && b < ' ') {
      throw wrong("a control character stands in a string; write it as \\u" + "%04x".formatted(b));
    }
  }

  private static String shown(int b) {
    return b > ' ' && b < 127 ? "'" + (char) b + "'" : "byte 0x%02x".formatted(b);
  }

  private InvalidField wrong(String what) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < at && i < text.length; i++) {
      column++;
      if (text[i] == '\n') {
        line++;
        column = 1;
      }
    }
    return new InvalidField("json", "line " + line + ", column " + column + ": " + what);
  }
}
