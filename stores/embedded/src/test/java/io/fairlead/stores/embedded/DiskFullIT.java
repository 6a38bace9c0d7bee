package io.fairlead.stores.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.Store.Entry;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.testkit.time.ManualTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk of eight megabytes. Needs root, to mount it. */
class DiskFullIT {
  @TempDir Path parent = Path.of("set by JUnit");
  @TempDir Path elsewhere = Path.of("set by JUnit");

  @BeforeEach
  void mount() throws Exception {
    // The process keeps the native library of its first store: that must not be on the small disk.
    EmbeddedStore.open(elsewhere, new ManualTime()).close();
    run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", parent.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", parent.toString());
  }

  @Test
  void aFullDiskIsSaidSoAndLosesNothingAndPasses() throws Exception {
    Path ballast = Files.write(parent.resolve("ballast"), new byte[2 * 1024 * 1024]);
    List<String> done = new ArrayList<>();
    try (Store store = EmbeddedStore.open(parent.resolve("data"), new ManualTime())) {
      StoreException full = assertThrows(StoreException.class, () -> fill(store, done));

      assertTrue(full.retryable());
      assertTrue(String.valueOf(full.getMessage()).contains("full; free some space"));
      assertEquals(done, keys(store), "reads go on");

      Files.delete(ballast);
      put(store, done);
      assertEquals(done, keys(store));
    }
    try (Store store = EmbeddedStore.open(parent.resolve("data"), new ManualTime())) {
      assertEquals(done, keys(store), "all that was acknowledged, nothing else");
    }
  }

  private static void fill(Store store, List<String> done) {
    while (done.size() < 10_000) {
      put(store, done);
    }
  }

  private static void put(Store store, List<String> done) {
    String key = "key/%05d".formatted(done.size());
    if (store.commit(Txn.of(null, new Op.Put(key, new byte[10_000]))) instanceof Commit.Done) {
      done.add(key);
    }
  }

  private static List<String> keys(Store store) {
    List<String> keys = new ArrayList<>();
    Store.Page page = store.read("", null);
    page.entries().stream().map(Entry::key).forEach(keys::add);
    while (page.more()) {
      page = store.read("", keys.getLast());
      page.entries().stream().map(Entry::key).forEach(keys::add);
    }
    return keys;
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", command) + " (needs root): " + output);
  }
}
