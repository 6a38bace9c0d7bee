package io.fairlead.balancer.template;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Times in the layouts of Go, which show the moment {@code Mon Jan 2 15:04:05 MST 2006} as it is to
 * look. Always in UTC.
 */
final class GoTime {
  static final String RFC3339 = "2006-01-02T15:04:05Z07:00";

  private static final Map<String, String> PARTS = parts();

  private GoTime() {}

  private static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>(); // the longer before the shorter
    parts.put("January", "MMMM");
    parts.put("Monday", "EEEE");
    parts.put("2006", "yyyy");
    parts.put("Z07:00", "XXX");
    parts.put("-07:00", "xxx");
    parts.put("-0700", "xx");
    parts.put("Z0700", "XX");
    parts.put(".000000000", ".SSSSSSSSS");
    parts.put(".000000", ".SSSSSS");
    parts.put(".000", ".SSS");
    parts.put("Jan", "MMM");
    parts.put("Mon", "EEE");
    parts.put("MST", "z");
    parts.put("002", "DDD");
    parts.put("01", "MM");
    parts.put("02", "dd");
    parts.put("03", "hh");
    parts.put("04", "mm");
    parts.put("05", "ss");
    parts.put("06", "yy");
    parts.put("15", "HH");
    parts.put("PM", "a");
    parts.put("pm", "a");
    parts.put("_2", "ppd");
    parts.put("1", "M");
    parts.put("2", "d");
    parts.put("3", "h");
    parts.put("4", "m");
    parts.put("5", "s");
    return parts;
  }

  /** The moment as the layout shows it; {@code unix} for its seconds. */
  static String format(Instant moment, String layout) {
    if (layout.equals("unix")) {
      return Long.toString(moment.getEpochSecond());
    }
    ZonedDateTime time = moment.atZone(ZoneOffset.UTC);
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < layout.length()) {
      String part = partAt(layout, at);
      if (part == null) {
        out.append(layout.charAt(at++));
      } else {
        out.append(shown(time, part));
        at += part.length();
      }
    }
    return out.toString();
  }

  private static String shown(ZonedDateTime time, String part) {
    if (part.equals("MST")) {
      return "UTC";
    }
    String shown = DateTimeFormatter.ofPattern(PARTS.get(part), Locale.ROOT).format(time);
    return part.equals("pm") ? shown.toLowerCase(Locale.ROOT) : shown;
  }

  private static @Nullable String partAt(String layout, int at) {
    for (String part : PARTS.keySet()) {
      if (layout.startsWith(part, at)) {
        return part;
      }
    }
    return null;
  }
}
