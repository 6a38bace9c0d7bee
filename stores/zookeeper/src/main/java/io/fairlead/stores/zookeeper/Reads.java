package io.fairlead.stores.zookeeper;

import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.zookeeper.Connection.Answer;
import io.fairlead.stores.zookeeper.Seen.Fact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads on one connection until one deadline. Requests go out together where they can. */
final class Reads {
  private static final int TOGETHER = 128;

  private final Connection connection;
  private final Paths paths;
  private final Access access;
  private final Deadline deadline;

  Reads(Connection connection, Paths paths, Access access, Deadline deadline) {
    this.connection = connection;
    this.paths = paths;
    this.access = access;
    this.deadline = deadline;
  }

  /** From here on this server has all that was acknowledged before, by whichever server. */
  void sync() {
    var _ = connection.ask(Code.SYNC, out -> Requests.path(out, paths.root()));
  }

  /** The entries that are there, with what {@link Seen} wants to know of them. */
  Map<String, Item> entries(List<String> keys) throws Lost, InterruptedException {
    Map<String, Item> found = new LinkedHashMap<>();
    for (int start = 0; start < keys.size(); start += TOGETHER) {
      List<String> part = keys.subList(start, Math.min(keys.size(), start + TOGETHER));
      Map<String, CompletableFuture<Answer>> graves = graves(part);
      List<CompletableFuture<Answer>> asked =
          part.stream().map(key -> data(paths.entry(key), false)).toList();
      Map<String, Integer> buried = buried(graves);
      for (int i = 0; i < part.size(); i++) {
        Item item = item(part.get(i), asked.get(i), buried);
        if (item != null) {
          found.put(item.key(), item);
        }
      }
    }
    return found;
  }

  /** The entry, or null; the server tells the watchers of its znode when that changes. */
  @Nullable Item watched(String key) throws Lost, InterruptedException {
    while (true) {
      Map<String, CompletableFuture<Answer>> graves = graves(List.of(key));
      CompletableFuture<Answer> asked = data(paths.entry(key), true);
      Item item = item(key, asked, buried(graves));
      if (item != null || stat(paths.entry(key), exists(paths.entry(key), true)) == null) {
        return item;
      }
    }
  }

  /** What is known of entries without their values; those that are not there are left out. */
  Map<String, Fact> facts(Collection<String> keys) throws Lost, InterruptedException {
    Map<String, CompletableFuture<Answer>> graves = graves(keys);
    Map<String, CompletableFuture<Answer>> asked = new LinkedHashMap<>();
    keys.forEach(key -> asked.put(key, exists(paths.entry(key), false)));
    Map<String, Integer> buried = buried(graves);
    Map<String, Fact> facts = new HashMap<>();
    for (Map.Entry<String, CompletableFuture<Answer>> each : asked.entrySet()) {
      Stat stat = stat(paths.entry(each.getKey()), each.getValue());
      Integer graveyard = buried.get(paths.top(each.getKey()));
      if (stat == null) {
        connection.seen().forget(each.getKey());
      } else if (graveyard != null) {
        facts.put(each.getKey(), new Fact(stat, graveyard));
        connection.seen().keep(each.getKey(), new Fact(stat, graveyard));
      }
    }
    return facts;
  }

  /** The names in a directory, none where there is no such directory. */
  List<String> children(String path, CompletableFuture<Answer> asked)
      throws Lost, InterruptedException {
    Answer answer = found(path, asked);
    if (answer == null) {
      return List.of();
    }
    int count = answer.body().number();
    List<String> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      children.add(answer.body().text());
    }
    return children;
  }

  CompletableFuture<Answer> children(String path) {
    return connection.ask(Code.GET_CHILDREN, out -> Requests.watched(out, path, false));
  }

  CompletableFuture<Answer> data(String path, boolean watch) {
    return connection.ask(Code.GET_DATA, out -> Requests.watched(out, path, watch));
  }

  private CompletableFuture<Answer> exists(String path, boolean watch) {
    return connection.ask(Code.EXISTS, out -> Requests.watched(out, path, watch));
  }

  /** The entry, or null where there is none. */
  @Nullable Item item(String key, CompletableFuture<Answer> asked, Map<String, Integer> buried)
      throws Lost, InterruptedException {
    Answer answer = found(paths.entry(key), asked);
    if (answer == null) {
      connection.seen().forget(key);
      return null;
    }
    byte[] value = answer.body().data();
    Stat stat = Stat.read(answer.body());
    Integer graveyard = buried.get(paths.top(key));
    if (graveyard != null) {
      connection.seen().keep(key, new Fact(stat, graveyard));
    }
    return new Item(key, value, stat.changed());
  }

  private Map<String, CompletableFuture<Answer>> graves(Collection<String> keys) {
    Map<String, CompletableFuture<Answer>> graves = new LinkedHashMap<>();
    keys.forEach(key -> graves.computeIfAbsent(paths.top(key), top -> exists(top, false)));
    return graves;
  }

  private Map<String, Integer> buried(Map<String, CompletableFuture<Answer>> graves)
      throws Lost, InterruptedException {
    Map<String, Integer> buried = new HashMap<>();
    for (Map.Entry<String, CompletableFuture<Answer>> grave : graves.entrySet()) {
      Stat stat = stat(grave.getKey(), grave.getValue());
      if (stat != null) {
        buried.put(grave.getKey(), stat.version());
      }
    }
    return buried;
  }

  private @Nullable Stat stat(String path, CompletableFuture<Answer> asked)
      throws Lost, InterruptedException {
    Answer answer = found(path, asked);
    return answer == null ? null : Stat.read(answer.body());
  }

  private @Nullable Answer found(String path, CompletableFuture<Answer> asked)
      throws Lost, InterruptedException {
    Answer answer = deadline.await(asked, connection);
    if (answer.error() == Code.NO_NODE) {
      return null;
    }
    if (answer.error() != Code.OK) {
      throw Failures.of(answer.error(), path, access);
    }
    return answer;
  }
}
