package io.fairlead.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of the language itself, but for those that leave arguments unread. */
final class Builtins {
  static final Map<String, Function> ALL = all();

  private Builtins() {}

  private static Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    all.put("not", of -> !Kinds.isTrue(of.count(1).any(0)));
    all.put("len", Builtins::length);
    all.put("index", Builtins::index);
    all.put("slice", Builtins::slice);
    all.put("print", of -> Formatting.together(of.all()));
    all.put("println", of -> line(of.all()));
    all.put(
        "printf",
        of ->
            Printf.format(of.count(1, Integer.MAX_VALUE).text(0), of.all().subList(1, of.size())));
    all.put("html", of -> html(Formatting.together(of.all())));
    all.put("js", of -> script(Formatting.together(of.all())));
    all.put("urlquery", of -> query(Formatting.together(of.all())));
    all.put("call", Builtins::call);
    all.put("eq", Builtins::equal);
    all.put("ne", of -> !Comparison.equal(of.count(2).any(0), of.any(1)));
    all.put("lt", of -> Comparison.less(of.count(2).any(0), of.any(1)));
    all.put("le", of -> !Comparison.less(of.count(2).any(1), of.any(0)));
    all.put("gt", of -> Comparison.less(of.count(2).any(1), of.any(0)));
    all.put("ge", of -> !Comparison.less(of.count(2).any(0), of.any(1)));
    return Map.copyOf(all);
  }

  private static Object equal(Arguments of) {
    of.count(2, Integer.MAX_VALUE);
    for (int i = 1; i < of.size(); i++) {
      if (Comparison.equal(of.any(0), of.any(i))) {
        return true;
      }
    }
    return false;
  }

  private static Object length(Arguments of) {
    return switch (of.count(1).any(0)) {
      case String text -> (long) Kinds.octets(text).length;
      case List<?> list -> (long) list.size();
      case Dict dict -> (long) dict.entries().size();
      case null, default -> throw new Wrong(Kinds.named(of.any(0)) + " has no length");
    };
  }

  private static @Nullable Object index(Arguments of) {
    Object value = of.count(1, Integer.MAX_VALUE).any(0);
    for (int i = 1; i < of.size(); i++) {
      value =
          switch (value) {
            case Dict dict -> dict.get(of.text(i));
            case List<?> list -> list.get(place(of.integer(i), list.size()));
            case String text -> {
              byte[] octets = Kinds.octets(text);
              yield octets[place(of.integer(i), octets.length)] & 0xffL;
            }
            case null, default -> throw new Wrong(Kinds.named(value) + " has nothing to index");
          };
    }
    return value;
  }

  private static int place(long place, int size) {
    if (place < 0 || place >= size) {
      throw new Wrong("index " + place + " is out of range: there are " + size);
    }
    return (int) place;
  }

  private static Object slice(Arguments of) {
    Object value = of.count(1, 3).any(0);
    byte[] octets = value instanceof String text ? Kinds.octets(text) : new byte[0];
    if (!(value instanceof List<?>) && !(value instanceof String)) {
      throw new Wrong(Kinds.named(value) + " cannot be cut");
    }
    int size = value instanceof List<?> list ? list.size() : octets.length;
    int from = of.size() > 1 ? place(of.integer(1), size + 1) : 0;
    int to = of.size() > 2 ? place(of.integer(2), size + 1) : size;
    if (from > to) {
      throw new Wrong("a slice from " + from + " to " + to + " ends before it starts");
    }
    return value instanceof List<?> list
        ? list.subList(from, to)
        : new String(Arrays.copyOfRange(octets, from, to), StandardCharsets.UTF_8);
  }

  private static @Nullable Object call(Arguments of) {
    if (of.count(1, Integer.MAX_VALUE).any(0) instanceof Function function) {
      return function.call(of.from(1));
    }
    throw new Wrong(Kinds.named(of.any(0)) + " cannot be called");
  }

  private static String line(List<?> values) {
    StringBuilder out = new StringBuilder();
    for (Object value : values) {
      out.append(out.isEmpty() ? "" : " ").append(Formatting.plain(value));
    }
    return out.append('\n').toString();
  }

  private static String html(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case 0 -> out.append('\ufffd');
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  private static String script(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\'' -> out.append("\\'");
        case '"' -> out.append("\\\"");
        case '<', '>', '&', '=' -> out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
        default -> {
          if (c < ' ') {
            out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  private static String query(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }
}
