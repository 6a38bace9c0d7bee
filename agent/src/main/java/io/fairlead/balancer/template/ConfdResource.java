package io.fairlead.balancer.template;

import io.fairlead.model.InvalidField;
import io.fairlead.model.Nearest;
import io.fairlead.template.Delimiters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * confd's resource files: {@code conf.d/*.toml}, each with one table {@code [template]}, and the
 * templates beside them in {@code templates/}. Of TOML this reads what such files are made of:
 * texts, whole numbers and lists of texts.
 */
public final class ConfdResource {
  private static final List<String> KNOWN =
      List.of(
          "src",
          "dest",
          "keys",
          "mode",
          "uid",
          "gid",
          "owner",
          "group",
          "check_cmd",
          "reload_cmd",
          "prefix",
          "timeout",
          "may_vanish");

  private static final Pattern LINE = Pattern.compile("([A-Za-z0-9_-]+)\\s*=\\s*(.*)");
  private static final Pattern BASIC = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern LITERAL = Pattern.compile("'([^']*)'");

  private ConfdResource() {}

  /**
   * All resources of a folder that confd was run with.
   *
   * @throws InvalidField where one cannot be understood, with its file, line and field
   */
  public static List<TemplateSpec> in(Path folder) throws IOException {
    Path resources = folder.resolve("conf.d");
    if (!Files.isDirectory(resources)) {
      throw new InvalidField("confdir", folder + " has no folder conf.d with resources in it");
    }
    List<TemplateSpec> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(resources)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".toml")).sorted().toList()) {
        all.add(spec(file, folder.resolve("templates"), Files.readString(file)));
      }
    }
    if (all.isEmpty()) {
      throw new InvalidField("confdir", resources + " has no file that ends with .toml");
    }
    return all;
  }

  static TemplateSpec spec(Path file, Path templates, String text) {
    Map<String, String> values = values(file, text);
    for (String needed : List.of("src", "dest")) {
      InvalidField.unless(values.containsKey(needed), needed, "is missing in " + file);
    }
    return new TemplateSpec(
        templates.resolve(values.getOrDefault("src", "")),
        Path.of(values.getOrDefault("dest", "")),
        TemplateSpec.Dialect.CONFD,
        values.getOrDefault("prefix", "").replaceAll("^/+|/+$", ""),
        Delimiters.USUAL,
        values.getOrDefault("check_cmd", ""),
        values.getOrDefault("reload_cmd", ""),
        Duration.ofSeconds(number(values, "timeout", TemplateSpec.USUAL_TIMEOUT.toSeconds())),
        values.get("mode"),
        owner(values),
        Duration.ZERO,
        Duration.ZERO,
        (int) number(values, "may_vanish", TemplateSpec.USUAL_MAY_VANISH));
  }

  private static @Nullable String owner(Map<String, String> values) {
    String user = values.getOrDefault("owner", values.getOrDefault("uid", ""));
    String group = values.getOrDefault("group", values.getOrDefault("gid", ""));
    return user.isEmpty() && group.isEmpty() ? null : user + ":" + group;
  }

  private static long number(Map<String, String> values, String name, long usual) {
    String text = values.get(name);
    InvalidField.unless(
        text == null || text.matches("[0-9]{1,6}"), name, "'" + text + "' is no whole number");
    return text == null ? usual : Long.parseLong(text);
  }

  private static Map<String, String> values(Path file, String text) {
    Map<String, String> values = new LinkedHashMap<>();
    boolean inside = false;
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String where = file + ":" + (i + 1);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        InvalidField.unless(
            line.replaceAll("\\s*#.*", "").equals("[template]"),
            where,
            "there is one table, [template]");
        inside = true;
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      InvalidField.unless(matcher.matches(), where, "'" + line + "' is not NAME = VALUE");
      InvalidField.unless(inside, where, "stands before [template]");
      String name = matcher.group(1);
      if (!KNOWN.contains(name)) {
        String meant =
            Nearest.of(name, KNOWN).map(one -> "; did you mean '" + one + "'?").orElse("");
        throw new InvalidField(where, "'" + name + "' is not known here" + meant);
      }
      String value = matcher.group(2);
      while (value.startsWith("[")
          && !withoutComment(value).endsWith("]")
          && i + 1 < lines.size()) {
        value = withoutComment(value) + lines.get(++i).strip();
      }
      values.put(name, value.startsWith("[") ? value : value(where, withoutComment(value)));
    }
    return values;
  }

  private static String withoutComment(String value) {
    if (value.startsWith("\"") || value.startsWith("'")) {
      return value.replaceAll("(?<=[\"'])\\s*#[^\"']*$", "").strip();
    }
    return value.replaceAll("\\s*#.*", "").strip();
  }

  private static String value(String where, String text) {
    Matcher basic = BASIC.matcher(text);
    if (basic.matches()) {
      return basic.group(1).replace("\\\"", "\"").replace("\\t", "\t").replace("\\\\", "\\");
    }
    Matcher literal = LITERAL.matcher(text);
    if (literal.matches()) {
      return literal.group(1);
    }
    InvalidField.unless(
        text.matches("[0-9]+|true|false"),
        where,
        text + " is neither a text in quotes nor a number");
    return text;
  }
}
