package io.fairlead.transport.server;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request's query. A parameter that is there twice is refused, and so is, by
 * {@link #done}, one that nobody asked for. Used by one thread.
 */
public final class Query {
  private static final int MOST = 64;

  private final Map<String, String> values;
  private final Set<String> asked = new LinkedHashSet<>();

  private Query(Map<String, String> values) {
    this.values = values;
  }

  /** Reads {@code a=1&b=two}. */
  static Query parse(String query) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = Percent.decode("query", equals < 0 ? pair : pair.substring(0, equals), true);
      String value = equals < 0 ? "" : Percent.decode(name, pair.substring(equals + 1), true);
      if (values.put(name, value) != null) {
        throw new Refusal(400, "is there twice", name);
      }
      if (values.size() > MOST) {
        throw new Refusal(400, "more than " + MOST + " parameters", "query");
      }
    }
    return new Query(values);
  }

  /** The value of a parameter, or null. */
  public @Nullable String text(String name) {
    asked.add(name);
    return values.get(name);
  }

  /** The value of a parameter, or {@code otherwise}. */
  public String textOr(String name, String otherwise) {
    String value = text(name);
    return value == null ? otherwise : value;
  }

  /** Refuses parameters that were not asked for. Called when all have been read. */
  public void done() {
    for (String name : values.keySet()) {
      if (!asked.contains(name)) {
        String known = asked.isEmpty() ? "none is" : String.join(", ", asked) + " are";
        throw new Refusal(400, "is no parameter here; " + known + " known", name);
      }
    }
  }
}
