package io.fairlead.balancer.template;

import io.fairlead.template.Wrong;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Plain values as texts for people: JSON over several lines, YAML, TOML. */
final class Pretty {
  private static final Pattern SINGLE = Pattern.compile("(?m)((?:^|: |- ))'([^'\"\\\\]*)'$");

  private Pretty() {}

  /** Indented by two spaces a level. */
  static String json(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    json(value, "\n", out);
    return out.toString();
  }

  private static void json(@Nullable Object value, String line, StringBuilder out) {
    String inner = line + "  ";
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        String next = "{";
        for (Map.Entry<?, ?> one : map.entrySet()) {
          out.append(next).append(inner).append(text(one.getKey())).append(": ");
          json(one.getValue(), inner, out);
          next = ",";
        }
        out.append(line).append('}');
      }
      case List<?> list when !list.isEmpty() -> {
        String next = "[";
        for (Object one : list) {
          out.append(next).append(inner);
          json(one, inner, out);
          next = ",";
        }
        out.append(line).append(']');
      }
      case null, default -> out.append(text(value));
    }
  }

  private static String text(@Nullable Object value) {
    return new String(Json.write(value), StandardCharsets.UTF_8);
  }

  /** In blocks, without an end of line at the end. */
  static String yaml(@Nullable Object value) {
    DumpSettings settings =
        DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setSplitLines(false).build();
    // Go's writer quotes by double quotes what would be read as something else.
    return SINGLE.matcher(new Dump(settings).dumpToString(value).strip()).replaceAll("$1\"$2\"");
  }

  /** A map: its values first, then its tables. */
  static String toml(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new Wrong("toTOML takes a map");
    }
    StringBuilder out = new StringBuilder();
    table("", "", map, out);
    return out.toString().strip();
  }

  private static void table(String path, String indent, Map<?, ?> map, StringBuilder out) {
    map.forEach(
        (key, one) -> {
          if (!(one instanceof Map<?, ?>) && one != null) {
            out.append(indent).append(bare(key)).append(" = ").append(toml(key, one)).append('\n');
          }
        });
    map.forEach(
        (key, one) -> {
          if (one instanceof Map<?, ?> inner) {
            String name = path.isEmpty() ? bare(key) : path + "." + bare(key);
            out.append('\n').append(indent).append('[').append(name).append("]\n");
            table(name, indent + "  ", inner, out);
          }
        });
  }

  private static String toml(Object key, Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(one -> toml(key, one == null ? "" : one))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?>) {
      throw new Wrong("a list of maps under '" + key + "' cannot be written as TOML here");
    }
    return text(value);
  }

  private static String bare(Object key) {
    String name = String.valueOf(key);
    return name.matches("[A-Za-z0-9_-]+") ? name : text(name);
  }
}
