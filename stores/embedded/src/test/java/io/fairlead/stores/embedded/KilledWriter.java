package io.fairlead.stores.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A process that commits until it is killed. Each of its threads counts up from where the store
 * left it, in two keys at once, keeps the last few counts and deletes the one before them, and says
 * {@code THREAD COUNT} when a count is acknowledged.
 */
final class KilledWriter {
  static final int THREADS = 4;
  static final int KEPT = 5;

  private KilledWriter() {}

  public static void main(String[] args) {
    Store store = EmbeddedStore.open(Path.of(args[0]), new SystemTime());
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      Thread.ofPlatform().start(() -> count(store, thread));
    }
    System.out.println("ready");
  }

  private static void count(Store store, int thread) {
    var entries = store.read("left/" + thread, null).entries();
    long count =
        entries.isEmpty() ? 0 : Long.parseLong(new String(entries.getFirst().value(), UTF_8));
    // Where the reader of the acknowledgements is gone, so is the reason to go on.
    while (!System.out.checkError()) {
      count++;
      byte[] value = Long.toString(count).getBytes(UTF_8);
      Commit commit =
          store.commit(
              Txn.of(
                  null,
                  new Op.Put("left/" + thread, value),
                  new Op.Put("log/" + thread + "/" + count, new byte[(int) (count % 3000)]),
                  new Op.Delete("log/" + thread + "/" + (count - KEPT)),
                  new Op.Put("right/" + thread, value)));
      if (commit instanceof Commit.Done) {
        System.out.print(thread + " " + count + "\n"); // in one write, so never cut
      }
    }
    Runtime.getRuntime().halt(1);
  }

  private static final class SystemTime implements Time {
    @Override
    public Instant now() {
      return Instant.now();
    }

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      Thread.sleep(duration);
    }
  }
}
