package io.fairlead.balancer.template;

import io.fairlead.model.InvalidField;
import io.fairlead.model.ServiceKey;
import io.fairlead.template.Wrong;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code service} is asked: {@code TAG.NAME?ns=NAMESPACE@DATACENTER~NEAR|FILTER}, where only
 * the name must be there.
 *
 * @param tag empty for any
 * @param datacenter empty for this one
 * @param near empty for the usual order
 * @param states the states that are taken: {@code passing}, {@code warning}, {@code critical},
 *     {@code maintenance} or {@code any}
 */
record ServiceQuery(
    String tag, ServiceKey key, String datacenter, String near, List<String> states) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<tag>[^.?@~|]+(?:\\.[^.?@~|]+)*)\\.)?(?<name>[^.?@~|]+)(?:\\?(?<query>[^@~|]*))?"
              + "(?:@(?<dc>[^~|]+))?(?:~(?<near>[^|]+))?(?:\\|(?<filter>.+))?");

  private static final List<String> STATES =
      List.of("passing", "warning", "critical", "maintenance", "any");

  static ServiceQuery parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new Wrong(
          "service \"" + text + "\" is not TAG.NAME?ns=NAMESPACE@DATACENTER~NEAR|FILTER");
    }
    List<String> states =
        form.group("filter") == null
            ? List.of("passing")
            : Arrays.stream(form.group("filter").split(",", -1)).map(String::strip).toList();
    for (String state : states) {
      if (!STATES.contains(state)) {
        throw new Wrong("there is no state '" + state + "'; use one of " + STATES);
      }
    }
    try {
      ServiceKey key = new ServiceKey(namespace(form.group("query")), form.group("name"));
      return new ServiceQuery(
          orEmpty(form.group("tag")),
          key,
          orEmpty(form.group("dc")),
          orEmpty(form.group("near")),
          states);
    } catch (InvalidField e) {
      throw new Wrong("service \"" + text + "\": " + e.getMessage());
    }
  }

  /** The namespace that a query names, else the usual one. */
  static String namespace(@Nullable String query) {
    String namespace = ServiceKey.DEFAULT_NAMESPACE;
    for (String part : orEmpty(query).split("&", -1)) {
      if (part.startsWith("ns=")) {
        namespace = part.substring("ns=".length());
      } else if (!part.isEmpty()) {
        throw new Wrong("'" + part + "' is not known here; a query may say ns=NAMESPACE");
      }
    }
    return namespace;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
