package io.fairlead.balancer.template;

import io.fairlead.template.Arguments;
import io.fairlead.template.Fields;
import io.fairlead.template.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What consul-template's files ask of keys. */
final class KeyFunctions {
  private final Sight sight;

  KeyFunctions(Sight sight) {
    this.sight = sight;
  }

  Map<String, Function> all() {
    return Map.of(
        "key", of -> value(plain(of.count(1).text(0)), null),
        "keyExists", of -> has(plain(of.count(1).text(0))),
        "keyOrDefault", of -> value(plain(of.count(2).text(0)), of.text(1)),
        "ls", of -> pairs(of, false),
        "tree", of -> pairs(of, true),
        "safeLs", of -> some(pairs(of, false), of),
        "safeTree", of -> some(pairs(of, true), of));
  }

  private static String plain(String key) {
    String name = key.replaceAll("[@?].*", "");
    return name.startsWith("/") ? name.substring(1) : name;
  }

  private boolean has(String key) {
    sight.ask(new Dependency.OfKey(key));
    return sight.world().keys().containsKey(key);
  }

  private String value(String key, @Nullable String usual) {
    sight.ask(new Dependency.OfKey(key));
    String value = sight.world().keys().getOrDefault(key, usual);
    if (value == null) {
      throw new Missing("there is no key '" + key + "'; set it, or use keyOrDefault");
    }
    return value;
  }

  /** Those below a name: of {@code ls} only those right below it. */
  private List<Fields> pairs(Arguments of, boolean deep) {
    String name = plain(of.count(1).text(0));
    String prefix = name.isEmpty() || name.endsWith("/") ? name : name + "/";
    sight.ask(new Dependency.OfKeys(prefix));
    List<Fields> all = new ArrayList<>();
    SortedMap<String, String> under = sight.world().under(prefix);
    under.forEach(
        (key, value) -> {
          String rest = key.substring(prefix.length());
          if (!rest.isEmpty() && !rest.endsWith("/") && (deep || rest.indexOf('/') < 0)) {
            all.add(Shapes.pair(key, rest, value));
          }
        });
    return all;
  }

  private static List<Fields> some(List<Fields> pairs, Arguments of) {
    if (pairs.isEmpty()) {
      throw new Missing("there is no key under '" + of.text(0) + "'");
    }
    return pairs;
  }

  /** What is asked for is not there yet: the file waits for it. */
  static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;

    Missing(String message) {
      super(message, null, false, false);
    }
  }
}
