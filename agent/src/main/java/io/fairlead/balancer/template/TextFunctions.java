package io.fairlead.balancer.template;

import io.fairlead.template.Arguments;
import io.fairlead.template.Dict;
import io.fairlead.template.Function;
import io.fairlead.template.Wrong;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** consul-template's functions of texts; the text that is worked on comes last. */
final class TextFunctions {
  static final Map<String, Function> ALL = all();

  private TextFunctions() {}

  private static Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    all.put("toLower", of -> of.count(1).text(0).toLowerCase(Locale.ROOT));
    all.put("toUpper", of -> of.count(1).text(0).toUpperCase(Locale.ROOT));
    all.put("toTitle", of -> title(of.count(1).text(0)));
    all.put("trim", of -> trimmed(of.count(2).text(0), of.text(1)));
    all.put("trimSpace", of -> of.count(1).text(0).strip());
    all.put("trimPrefix", of -> withoutPrefix(of.count(2).text(0), of.text(1)));
    all.put("trimSuffix", of -> withoutSuffix(of.count(2).text(0), of.text(1)));
    all.put("replaceAll", of -> of.count(3).text(2).replace(of.text(0), of.text(1)));
    all.put("regexMatch", of -> pattern(of.count(2).text(0)).matcher(of.text(1)).find());
    all.put("regexReplaceAll", TextFunctions::replaced);
    all.put("split", of -> split(of.count(2).text(1), of.text(0)));
    all.put("splitToMap", TextFunctions::splitToMap);
    all.put("indent", TextFunctions::indented);
    return all;
  }

  /** The first letter of each word as a large one. */
  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = Character.isLetterOrDigit(c) || (inside && c == '\'');
      out.append(letter && !inside ? Character.toTitleCase(c) : c);
      inside = letter;
    }
    return out.toString();
  }

  private static String trimmed(String cut, String text) {
    int start = 0;
    int end = text.length();
    while (start < end && cut.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    while (end > start && cut.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(start, end);
  }

  static String withoutPrefix(String prefix, String text) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  static String withoutSuffix(String suffix, String text) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  /** A pattern as Go writes it, whose named groups are called so by a P. */
  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text.replace("(?P<", "(?<"));
    } catch (PatternSyntaxException e) {
      throw new Wrong("'" + text + "' is no regular expression: " + e.getDescription());
    }
  }

  private static Object replaced(Arguments of) {
    of.count(3);
    // What Go calls ${1} is $1 here, and $1x is the group 1x, which is none.
    String with =
        of.text(1)
            .replace("\\", "\\\\")
            .replaceAll("\\$\\{([0-9]+)}", "\\$$1")
            .replaceAll("\\$([A-Za-z_]\\w*)", "\\${$1}");
    try {
      return pattern(of.text(0)).matcher(of.text(2)).replaceAll(with);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new Wrong("'" + of.text(1) + "' replaces by a group that is not there");
    }
  }

  static List<String> split(String text, String separator) {
    if (text.isEmpty()) {
      return List.of();
    }
    if (separator.isEmpty()) {
      return text.codePoints().mapToObj(Character::toString).toList();
    }
    return Arrays.asList(text.split(Pattern.quote(separator), -1));
  }

  private static Object splitToMap(Arguments of) {
    of.count(3);
    Map<String, String> map = new TreeMap<>();
    for (String part : split(of.text(2), of.text(0))) {
      int at = part.indexOf(of.text(1));
      if (at >= 0) {
        map.put(part.substring(0, at), part.substring(at + of.text(1).length()));
      }
    }
    return Dict.ofTexts(map);
  }

  private static Object indented(Arguments of) {
    of.count(2);
    if (of.integer(0) < 0 || of.integer(0) > 1000) {
      throw new Wrong("indent takes 0 to 1000 spaces");
    }
    String spaces = " ".repeat((int) of.integer(0));
    List<String> lines = new ArrayList<>();
    for (String line : of.text(1).split("\n", -1)) {
      lines.add(line.isEmpty() ? line : spaces + line);
    }
    return String.join("\n", lines);
  }
}
