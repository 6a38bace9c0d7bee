package io.fairlead.agent;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.json.BlockJson;
import io.fairlead.json.EndpointJson;
import io.fairlead.json.InstanceJson;
import io.fairlead.json.NetworkJson;
import io.fairlead.json.NodeJson;
import io.fairlead.model.Instance;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Time;
import io.fairlead.wire.json.Json;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest snapshot on disk, for an agent that starts while the store is away. One JSON value a
 * line: a head with the revision, all entries with their kind before them, and their count at the
 * end, by which a file that was cut is known. Its time of change is when it was last known to be
 * what the store holds. A lost file costs nothing but the answers of such a start.
 */
final class LastSnapshot {
  private static final System.Logger LOG = System.getLogger(LastSnapshot.class.getName());
  private static final Duration BETWEEN = Duration.ofSeconds(2);

  /** Of all time, at most one part in so many is spent on writing. */
  private static final int SHARE = 20;

  private static final InstanceJson INSTANCES = new InstanceJson();
  private static final NodeJson NODES = new NodeJson();
  private static final NetworkJson NETWORKS = new NetworkJson();
  private static final EndpointJson ENDPOINTS = new EndpointJson();
  private static final BlockJson BLOCKS = new BlockJson();

  private final Path file;
  private final Catalog catalog;
  private final Supplier<Duration> age;
  private final Time time;
  private @Nullable Snapshot written;

  /**
   * The snapshot in a data folder.
   *
   * @param age since the catalog was last known to be what the store holds
   */
  LastSnapshot(Path data, Catalog catalog, Supplier<Duration> age, Time time) {
    this(data, "", catalog, age, time);
  }

  /** As above, of the datacenter of this name; empty for the own one. */
  LastSnapshot(Path data, String datacenter, Catalog catalog, Supplier<Duration> age, Time time) {
    this.file = file(data, datacenter);
    this.catalog = catalog;
    this.age = age;
    this.time = time;
  }

  /** What was known, and how long ago. */
  record Known(Snapshot snapshot, Duration age) {}

  /** What the data folder has, or null where it has nothing whole. */
  static @Nullable Known load(Path data, Time time) {
    return load(data, "", time);
  }

  /** As above, of the datacenter of this name; empty for the own one. */
  static @Nullable Known load(Path data, String datacenter, Time time) {
    Path file = file(data, datacenter);
    try (BufferedReader in = Files.newBufferedReader(file)) {
      Snapshot snapshot = read(in);
      Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), time.now());
      return new Known(snapshot, age.isNegative() ? Duration.ZERO : age);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException | InvalidField e) {
      LOG.log(Level.WARNING, "{0} is of no use and left out: {1}", file, e.getMessage());
      return null;
    }
  }

  private static Path file(Path data, String datacenter) {
    String of = datacenter.isEmpty() ? "" : "-" + datacenter;
    return data.resolve("last-snapshot" + of + ".jsonl");
  }

  private static Snapshot read(BufferedReader in) throws IOException {
    List<Change> held = new ArrayList<>();
    Revision revision = new Revision(number(in.readLine(), "revision"));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      InvalidField.unless(!line.isEmpty(), "line", "is empty");
      byte[] value = line.substring(1).getBytes(StandardCharsets.UTF_8);
      switch (line.charAt(0)) {
        case 'n' -> held.add(new Change.PutNode(NODES.decode(value)));
        case 'i' -> held.add(new Change.PutInstance(INSTANCES.decode(value)));
        case 'w' -> held.add(new Change.PutNetwork(NETWORKS.decode(value)));
        case 'e' -> held.add(new Change.PutEndpoint(ENDPOINTS.decode(value)));
        case 'b' -> held.add(new Change.PutBlock(BLOCKS.decode(value)));
        default -> {
          if (number(line, "entries") != held.size()) {
            throw new InvalidField("entries", "is not how many there are");
          }
          return Snapshot.empty().replacedBy(revision, held);
        }
      }
    }
    throw new InvalidField("entries", "is missing: the file was cut");
  }

  private static long number(@Nullable String line, String name) {
    if (line != null
        && Json.parse(line.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map
        && map.get(name) instanceof Long number) {
      return number;
    }
    throw new InvalidField(name, "is missing");
  }

  /** Keeps the file in line with the catalog until interrupted. */
  void keep() throws InterruptedException {
    while (true) {
      long start = time.nanos();
      save();
      long spent = time.nanos() - start;
      time.sleep(Duration.ofNanos(Math.max(BETWEEN.toNanos(), spent * SHARE)));
      awaitChange();
    }
  }

  /** Waits for another snapshot, or as long as the file's time may stand still. */
  private void awaitChange() throws InterruptedException {
    Semaphore changed = new Semaphore(0);
    Revision known = written == null ? Revision.ZERO : written.revision();
    Catalog.Waiting waiting = catalog.await(null, known, snapshot -> changed.release());
    try {
      changed.tryAcquire(BETWEEN.toMillis() * 5, TimeUnit.MILLISECONDS);
    } finally {
      waiting.close();
    }
  }

  /** Writes the catalog as it is now, or only its time where that is all that is new. */
  @SuppressWarnings("ReferenceEquality") // a snapshot that changed is another object
  synchronized void save() {
    Snapshot now = catalog.snapshot();
    Instant fresh = time.now().minus(age.get());
    try {
      if (now != written) {
        write(now);
        written = now;
      }
      Files.setLastModifiedTime(file, FileTime.from(fresh));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the last snapshot could not be kept: {0}", e.toString());
    }
  }

  private void write(Snapshot snapshot) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
            FileChannel.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
      line(out, "", Json.write(Map.of("revision", snapshot.revision().value())));
      List<Change> entries = snapshot.puts();
      for (Change entry : entries) {
        write(out, entry);
      }
      line(out, "", Json.write(Map.of("entries", (long) entries.size())));
      out.flush();
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(OutputStream out, Change entry) throws IOException {
    switch (entry) {
      case Change.PutNode(Node node) -> line(out, "n", NODES.encode(node));
      case Change.PutInstance(Instance instance) -> line(out, "i", INSTANCES.encode(instance));
      case Change.PutNetwork(Network network) -> line(out, "w", NETWORKS.encode(network));
      case Change.PutEndpoint(NetworkEndpoint one) -> line(out, "e", ENDPOINTS.encode(one));
      case Change.PutBlock(Block block) -> line(out, "b", BLOCKS.encode(block));
      default -> throw new IllegalArgumentException("a snapshot holds no " + entry);
    }
  }

  private static void line(OutputStream out, String kind, byte[] value) throws IOException {
    out.write(kind.getBytes(StandardCharsets.US_ASCII));
    out.write(value);
    out.write('\n');
  }
}
