package io.fairlead.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.Watch;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Follows a store as a catalog does: reads all, watches from there, and reads again after a Reset.
 * Fails on a stream that no store may yield.
 */
final class Replica implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Store store;
  private final String prefix;
  private final NavigableMap<String, String> state = new TreeMap<>();
  private Revision revision = Revision.ZERO;
  private Watch watch;
  private int resets;

  Replica(Store store, String prefix) {
    this.store = store;
    this.prefix = prefix;
    watch = start();
  }

  /** What the store held, by all this replica was told. */
  Map<String, String> state() {
    return state;
  }

  /** The revision that the state holds at. */
  Revision revision() {
    return revision;
  }

  /** How often the history was gone. */
  int resets() {
    return resets;
  }

  /** Follows until {@code wanted} holds; fails where that takes half a minute. */
  void follow(Predicate<Map<String, String>> wanted) throws InterruptedException {
    while (!wanted.test(state)) {
      if (!step(PATIENCE)) {
        fail("nothing came in " + PATIENCE + "; the state is " + state.keySet());
      }
    }
  }

  /** Follows until the state holds at {@code wanted} or later. */
  void follow(Revision wanted) throws InterruptedException {
    follow(ignored -> revision.compareTo(wanted) >= 0);
  }

  /** Takes one event; returns false where none came in time. */
  boolean step(Duration timeout) throws InterruptedException {
    switch (watch.next(timeout)) {
      case null -> {
        return false;
      }
      case Watch.Delta delta -> apply(delta);
      case Watch.Reset reset -> {
        resets++;
        watch.close();
        watch = start();
      }
    }
    return true;
  }

  private Watch start() {
    state.clear();
    Store.Page page = store.read(prefix, null);
    Revision from = page.revision();
    add(page);
    while (page.more()) {
      page = store.read(prefix, page.entries().getLast().key());
      add(page);
    }
    revision = from;
    return store.watch(prefix, from);
  }

  private void add(Store.Page page) {
    page.entries().forEach(entry -> state.put(entry.key(), new String(entry.value(), UTF_8)));
  }

  private void apply(Watch.Delta delta) {
    Revision last = revision;
    NavigableMap<String, Revision> keys = new TreeMap<>();
    assertFalse(delta.changes().isEmpty(), "a Delta holds a change");
    for (Watch.Change change : delta.changes()) {
      assertTrue(change.key().startsWith(prefix), change.key() + " is under " + prefix);
      assertTrue(change.revision().isAfter(revision), change.key() + " is told once");
      assertTrue(change.revision().compareTo(last) >= 0, "changes are in order");
      assertTrue(delta.revision().compareTo(change.revision()) >= 0, "none is from later");
      assertTrue(keys.put(change.key(), change.revision()) == null, change.key() + " comes once");
      last = change.revision();
      byte[] value = change.value();
      if (value == null) {
        state.remove(change.key());
      } else {
        state.put(change.key(), new String(value, UTF_8));
      }
    }
    revision = delta.revision();
  }

  @Override
  public void close() {
    watch.close();
  }
}
