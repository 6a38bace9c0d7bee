package io.fairlead.stores.logged;

import io.fairlead.stores.logged.KeyServer.Item;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries of one lease may be: a few prefixes, one on each line. It only ever grows, and
 * mostly at the first transaction of a lease: one key alone is named, of two in one directory the
 * directory is.
 *
 * @param prefixes none starts with another
 */
record Scopes(List<String> prefixes) {
  /** None yet. */
  static final Scopes NONE = new Scopes(List.of());

  private static final int MOST = 32;

  Scopes {
    prefixes = List.copyOf(prefixes);
  }

  static Scopes of(@Nullable Item item) {
    if (item == null) {
      return NONE;
    }
    TreeSet<String> prefixes = new TreeSet<>();
    Lines lines = new Lines(item.key(), item.value());
    while (lines.more()) {
      prefixes.add(lines.words(1)[0]);
    }
    return new Scopes(List.copyOf(prefixes));
  }

  boolean cover(String key) {
    return prefixes.stream().anyMatch(key::startsWith);
  }

  /** These and what covers {@code keys}. */
  Scopes with(Collection<String> keys) {
    TreeSet<String> all = new TreeSet<>(prefixes);
    for (String key : keys) {
      if (all.stream().noneMatch(key::startsWith)) {
        String directory = directory(key);
        boolean alone = !directory.isEmpty() && all.stream().noneMatch(p -> in(directory, p));
        all.add(alone ? key : directory);
      }
    }
    while (all.size() > MOST) {
      TreeSet<String> wider = new TreeSet<>();
      all.forEach(prefix -> wider.add(directory(prefix)));
      all = wider;
    }
    TreeSet<String> least = new TreeSet<>();
    for (String prefix : all) { // a prefix comes before what starts with it
      if (least.stream().noneMatch(prefix::startsWith)) {
        least.add(prefix);
      }
    }
    return new Scopes(List.copyOf(least));
  }

  byte[] bytes() {
    Scribe out = new Scribe();
    prefixes.forEach(out::line);
    return out.done();
  }

  private static boolean in(String directory, String prefix) {
    return directory(prefix).equals(directory);
  }

  /** The parent: up to the last slash but one at the end; empty for none. */
  private static String directory(String key) {
    return key.substring(0, key.lastIndexOf('/', key.length() - 2) + 1);
  }
}
