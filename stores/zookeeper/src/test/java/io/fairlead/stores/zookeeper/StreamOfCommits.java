package io.fairlead.stores.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Guard;
import io.fairlead.spi.Txn.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A writer that makes one entry after the other, through whatever happens to the servers. */
final class StreamOfCommits implements Runnable {
  private final Store store;
  private final String prefix;
  private final List<String> done = new ArrayList<>();
  private volatile boolean stopped;

  StreamOfCommits(Store store, String prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  @Override
  public void run() {
    try {
      for (int i = 0; !stopped; i++) {
        String key = prefix + "%05d".formatted(i);
        surely(store, key);
        done.add(key);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    stopped = true;
  }

  List<String> done() {
    return done;
  }

  /** Makes an entry that was not there, asking again as often as the store is away. */
  static Revision surely(Store store, String key) throws InterruptedException {
    Txn txn =
        new Txn(
            List.of(new Guard.Absent(key)), List.of(new Op.Put(key, key.getBytes(UTF_8))), null);
    boolean unknown = false;
    while (true) {
      try {
        switch (store.commit(txn)) {
          case Commit.Done(Revision revision) -> {
            return revision;
          }
          case Commit.Conflict conflict -> {
            assertTrue(unknown, "nobody else makes " + conflict.key());
            Entry there = store.read(key, null).entries().getFirst();
            assertEquals(key, there.key());
            return there.modified();
          }
          case Commit.LeaseLost lost -> throw new AssertionError(lost);
        }
      } catch (StoreException e) {
        assertTrue(e.retryable(), String.valueOf(e.getMessage()));
        unknown = true;
        Thread.sleep(20);
      }
    }
  }

  /** All that was acknowledged is there, and the witness was told of each just once. */
  void assertAllThereOnce(Store reader, Witness witness) {
    Map<String, Entry> entries = new TreeMap<>();
    Store.Page page = reader.read(prefix, null);
    page.entries().forEach(entry -> entries.put(entry.key(), entry));
    while (page.more()) {
      page = reader.read(prefix, page.entries().getLast().key());
      page.entries().forEach(entry -> entries.put(entry.key(), entry));
    }
    assertEquals(done, List.copyOf(entries.keySet()));
    for (Entry entry : entries.values()) {
      witness.assertToldOnce(entry.key());
    }
  }
}
