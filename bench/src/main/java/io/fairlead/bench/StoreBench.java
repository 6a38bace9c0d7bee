package io.fairlead.bench;

import io.fairlead.model.Revision;
import io.fairlead.spi.Store;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.spi.Watch;
import io.fairlead.stores.embedded.EmbeddedStore;
import io.fairlead.testkit.time.MachineTime;
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
    Row append = new Row("append and fsync");
    Row plain = new Row("SQLite alone, a put a transaction");
    Row one = new Row("embedded store, 1 writer");
    Row many = new Row("embedded store, 64 writers");
    Row told = new Row("and from commit() to the watch's event");
    try (FileChannel file = log(folder);
        Connection sqlite = sqlite(folder);
        EmbeddedStore store = EmbeddedStore.open(folder.resolve("data"), new MachineTime())) {
      PlainPut put = new PlainPut(sqlite);
      for (int round = 0; round <= rounds; round++) {
        if (round == 1) { // the first warmed up
          List.of(append, plain, one, many, told).forEach(Row::clear);
        }
        turn(append, () -> append(file));
        turn(plain, put);
        turn(one, new Commits(store, 0));
        turnOfMany(many, store);
        turnOfTold(told, store);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-42s %10s %10s %10s %10s%n",
        "durable, 1 KiB each",
        "a second",
        "to append",
        "p50 us",
        "p99 us");
    List.of(append, plain, one, many, told).forEach(row -> row.print(append));
  }

  private static void reads(Path folder, int rounds) throws InterruptedException {
    Path data = folder.resolve("many");
    List<Double> reads = new ArrayList<>();
    List<Double> opens = new ArrayList<>();
    try (EmbeddedStore store = EmbeddedStore.open(data, new MachineTime())) {
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
      try (EmbeddedStore store = EmbeddedStore.open(data, new MachineTime())) {
        opens.add((System.nanoTime() - start) / 1e6);
        store.read("none", null);
      }
    }
    System.out.printf(Locale.ROOT, "%-46s %,12.0f ms%n", "read of 100,000 entries", median(reads));
    System.out.printf(
        Locale.ROOT,
        "%-46s %,12.1f ms%n",
        "open with 100,000 entries, classes loaded",
        median(opens));
  }

  private interface Step {
    void run() throws Exception;
  }

  /** What one way of writing took, over all its turns. */
  private static final class Row {
    private final String name;
    private final Samples each = new Samples();
    private long nanos;

    Row(String name) {
      this.name = name;
    }

    synchronized void add(long took) {
      each.add(took);
    }

    void clear() {
      each.clear();
      nanos = 0;
    }

    double aSecond() {
      return each.count() / (nanos / 1e9);
    }

    void print(Row base) {
      System.out.printf(
          Locale.ROOT,
          "%-42s %,10.0f %10.2f %,10.0f %,10.0f%n",
          name,
          aSecond(),
          aSecond() / base.aSecond(),
          each.millis(0.5) * 1e3,
          each.millis(0.99) * 1e3);
    }
  }

  private static void turn(Row row, Step step) throws Exception {
    long start = System.nanoTime();
    long last = start;
    while (last - start < TURN_NANOS) {
      step.run();
      long now = System.nanoTime();
      row.add(now - last);
      last = now;
    }
    row.nanos += last - start;
  }

  private static void turnOfMany(Row row, Store store) throws Exception {
    long start = System.nanoTime();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Commits commits = new Commits(store, i * KEYS / WRITERS);
        running.add(
            writers.submit(
                () -> {
                  for (long at = start; at - start < TURN_NANOS; ) {
                    commits.run();
                    long now = System.nanoTime();
                    row.add(now - at);
                    at = now;
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    }
    row.nanos += System.nanoTime() - start;
  }

  private static void turnOfTold(Row row, Store store) throws Exception {
    Revision now = store.read("none", null).revision();
    try (Watch watch = store.watch("told/", now)) {
      turn(
          row,
          () -> {
            Thread.ofVirtual().start(() -> put(store, "told/key"));
            watch.next(Duration.ofSeconds(30));
          });
    }
  }

  private static void put(Store store, String key) {
    store.commit(Txn.of(null, new Op.Put(key, new byte[VALUE])));
  }

  private static final class Commits implements Step {
    private final Store store;
    private int next;

    Commits(Store store, int first) {
      this.store = store;
      next = first;
    }

    @Override
    public void run() {
      put(store, "key/" + next++ % KEYS);
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
