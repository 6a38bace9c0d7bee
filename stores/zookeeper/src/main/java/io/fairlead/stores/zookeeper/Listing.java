package io.fairlead.stores.zookeeper;

import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.zookeeper.Connection.Answer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Entries in key order. A directory adds its name with a slash to the keys in it, and an entry
 * beside it has no slash, so that the order of what they add is the order of all keys below them.
 */
final class Listing {
  private static final int AHEAD = 64;

  private final Reads reads;
  private final Paths paths;
  private final String prefix;
  private final String after;
  private final int limit;
  private final List<Item> items = new ArrayList<>();

  Listing(Reads reads, Paths paths, String prefix, @Nullable String after, int limit) {
    this.reads = reads;
    this.paths = paths;
    this.prefix = prefix;
    this.after = after == null ? "" : after;
    this.limit = limit;
  }

  List<Item> items() throws Lost, InterruptedException {
    String keys = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    directory(keys, reads.children(paths.directory(keys)));
    return items;
  }

  /**
   * A child with its request under way: a directory's for its children, an entry's for its data.
   */
  private record Started(String name, CompletableFuture<Answer> asked) {}

  private void directory(String keys, CompletableFuture<Answer> asked)
      throws Lost, InterruptedException {
    List<String> names =
        reads.children(paths.directory(keys), asked).stream()
            .filter(Paths::isOurs)
            .map(Paths::added)
            .filter(name -> wanted(name, keys + name))
            .sorted()
            .toList();
    Deque<Started> started = new ArrayDeque<>();
    int next = 0;
    while (items.size() < limit && (next < names.size() || !started.isEmpty())) {
      int ahead = Math.min(AHEAD, limit - items.size());
      while (next < names.size() && started.size() < ahead) {
        started.add(start(keys, names.get(next++)));
      }
      Started first = started.remove();
      if (isDirectory(first.name())) {
        directory(keys + first.name(), first.asked());
      } else {
        entry(keys + first.name(), first.asked());
      }
    }
  }

  private Started start(String keys, String name) {
    return new Started(
        name,
        isDirectory(name)
            ? reads.children(paths.directory(keys + name))
            : reads.data(paths.entry(keys + name), false));
  }

  private void entry(String key, CompletableFuture<Answer> asked)
      throws Lost, InterruptedException {
    Item item = reads.item(key, asked, Map.of());
    if (item != null) {
      items.add(item);
    }
  }

  /** Whether an entry is to be listed, or may be one that is in a directory. */
  private boolean wanted(String name, String key) {
    if (isDirectory(name)) {
      return (key.startsWith(prefix) || prefix.startsWith(key))
          && (after.startsWith(key) || key.compareTo(after) > 0);
    }
    return key.startsWith(prefix) && key.compareTo(after) > 0;
  }

  // An entry's own name holds no slash; it may be empty.
  private static boolean isDirectory(String name) {
    return name.endsWith("/");
  }
}
