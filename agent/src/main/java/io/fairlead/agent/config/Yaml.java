package io.fairlead.agent.config;

import io.fairlead.agent.config.Key.Takes;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a setting as the file would hold it. */
final class Yaml {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9/._+:-]*[A-Za-z0-9/._+-]|[A-Za-z0-9]");
  private static final Pattern PASSWORD = Pattern.compile("(://[^:/@]*):[^@/]*@");

  private Yaml() {}

  static String scalarOrList(Setting setting) {
    if (setting.key().takes() == Takes.LIST) {
      return setting.values().stream()
          .map(Yaml::scalar)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return scalar(setting.text());
  }

  private static String scalar(String value) {
    String masked = PASSWORD.matcher(value).replaceAll("$1:***@");
    return PLAIN.matcher(masked).matches() ? masked : "'" + masked.replace("'", "''") + "'";
  }
}
