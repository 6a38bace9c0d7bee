package io.fairlead.bench;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.spi.Watch;
import io.fairlead.stores.embedded.EmbeddedStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Durable commits of the embedded store, beside SQLite alone with one transaction for each put and
 * beside an append with fsync, all of 1 KiB on the same disk, in turns; then reads and starts.
 *
 * <p>Arguments: a folder on the disk to measure (the temporary one by default), and rounds.
 */
public final class StoreBench {
  private static final int VALUE = 1024;
  private static final int KEYS = 1000;
  private static final int WRITERS = 64;
  private static final int ENTRIES = 100_000;
  private static final long TURN_NANOS = Duration.ofSeconds(1).toNanos();

  private StoreBench() {}

  /** Prints the table. */
  public static void main(String[] args) throws Exception {
    Path disk = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
    Path folder = Files.createTempDirectory(disk, "fairlead-store-bench");
    try {
      commits(folder, rounds);
      reads(folder, rounds);
    } finally {
      delete(folder);
    }
  }

  private static void commits(Path folder, int rounds) throws Exception {
    List<Double> appends = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    List<Double> one = new ArrayList<>();
    List<Double> many = new ArrayList<>();
    List<Double> told = new ArrayList<>();
    try (FileChannel file = log(folder);
        Connection sqlite = sqlite(folder);
        EmbeddedStore store = EmbeddedStore.open(folder.resolve("data"), new WallTime())) {
      for (int round = 0; round <= rounds; round++) {
        double append = perSecond(() -> append(file));
        double put = perSecond(new PlainPut(sqlite));
        double commit = perSecond(new Commits(store));
        double concurrent = perSecondByMany(store);
        double micros = microsUntilTold(store);
        if (round > 0) { // the first warms up
          appends.add(append);
          plain.add(put);
          one.add(commit);
          many.add(concurrent);
          told.add(micros);
        }
      }
    }
    double base = median(appends);
    say("%-46s %12s %12s", "durable, 1 KiB each, median of " + rounds, "a second", "to append");
    say("%-46s %,12.0f %12.2f", "append and fsync", base, 1.0);
    say(
        "%-46s %,12.0f %12.2f",
        "SQLite alone, a put a transaction", median(plain), median(plain) / base);
    say("%-46s %,12.0f %12.2f", "embedded store, 1 writer", median(one), median(one) / base);
    say("%-46s %,12.0f %12.2f", "embedded store, 64 writers", median(many), median(many) / base);
    say("%-46s %,12.0f us", "from commit() to the watch's event", median(told));
  }

  private static void reads(Path folder, int rounds) throws InterruptedException {
    Path data = folder.resolve("many");
    List<Double> reads = new ArrayList<>();
    List<Double> opens = new ArrayList<>();
    try (EmbeddedStore store = EmbeddedStore.open(data, new WallTime())) {
      fill(store);
      for (int round = 0; round <= rounds; round++) {
        long start = System.nanoTime();
        int found = readAll(store);
        if (found != ENTRIES) {
          throw new IllegalStateException("read " + found);
        }
        reads.add((System.nanoTime() - start) / 1e6);
      }
    }
    for (int round = 0; round <= rounds; round++) {
      long start = System.nanoTime();
      try (EmbeddedStore store = EmbeddedStore.open(data, new WallTime())) {
        opens.add((System.nanoTime() - start) / 1e6);
        store.read("none", null);
      }
    }
    say("%-46s %,12.0f ms", "read of 100,000 entries", median(reads));
    say("%-46s %,12.1f ms", "open with 100,000 entries, classes loaded", median(opens));
  }

  private interface Step {
    void run() throws Exception;
  }

  private static double perSecond(Step step) throws Exception {
    long start = System.nanoTime();
    int count = 0;
    while (System.nanoTime() - start < TURN_NANOS) {
      step.run();
      count++;
    }
    return count / ((System.nanoTime() - start) / 1e9);
  }

  private static double perSecondByMany(Store store) throws Exception {
    AtomicInteger count = new AtomicInteger();
    long start = System.nanoTime();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Commits commits = new Commits(store, i * KEYS);
        running.add(
            writers.submit(
                () -> {
                  while (System.nanoTime() - start < TURN_NANOS) {
                    commits.run();
                    count.incrementAndGet();
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    return count.get() / ((System.nanoTime() - start) / 1e9);
  }

  private static double microsUntilTold(Store store) throws InterruptedException {
    List<Double> micros = new ArrayList<>();
    Revision now = store.read("none", null).revision();
    try (Watch watch = store.watch("told/", now)) {
      for (int i = 0; i < 100; i++) {
        long start = System.nanoTime();
        Thread.ofVirtual().start(() -> put(store, "told/key"));
        watch.next(Duration.ofSeconds(30));
        micros.add((System.nanoTime() - start) / 1e3);
      }
    }
    return median(micros);
  }

  private static void put(Store store, String key) {
    store.commit(Txn.of(null, new Op.Put(key, new byte[VALUE])));
  }

  private static final class Commits implements Step {
    private final Store store;
    private int next;

    Commits(Store store) {
      this(store, 0);
    }

    Commits(Store store, int first) {
      this.store = store;
      next = first;
    }

    @Override
    public void run() {
      put(store, "key/" + next++ % (KEYS * WRITERS));
    }
  }

  private static final class PlainPut implements Step {
    private final PreparedStatement put;
    private int next;

    PlainPut(Connection connection) throws SQLException {
      put = connection.prepareStatement("INSERT OR REPLACE INTO entry VALUES (?, ?)");
    }

    @Override
    public void run() throws SQLException {
      put.setString(1, "key/" + next++ % KEYS);
      // SQLite writes nothing where nothing is different.
      put.setBytes(2, ByteBuffer.allocate(VALUE).putInt(next).array());
      put.executeUpdate();
    }
  }

  private static FileChannel log(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve("log"), StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
  }

  private static void append(FileChannel file) throws IOException {
    file.write(ByteBuffer.allocate(VALUE));
    file.force(false);
  }

  private static Connection sqlite(Path folder) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("plain"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("CREATE TABLE entry(key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID");
    }
    return connection;
  }

  private static void fill(Store store) {
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < ENTRIES; i++) {
      ops.add(new Op.Put("instances/host1/%06d".formatted(i), new byte[VALUE]));
      if (ops.size() == Store.MAX_OPS || i == ENTRIES - 1) {
        store.commit(new Txn(List.of(), ops, null));
        ops.clear();
      }
    }
  }

  private static int readAll(Store store) {
    Store.Page page = store.read("", null);
    int found = page.entries().size();
    while (page.more()) {
      page = store.read("", page.entries().getLast().key());
      found += page.entries().size();
    }
    return found;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
