package io.fairlead.source.file;

import io.fairlead.model.Cause;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Source;
import io.fairlead.spi.Time;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Registers what a file defines, and follows the file. It is looked at {@link #POLL} apart and read
 * once it has stayed the same for that long, so that a file in the middle of being written is not
 * taken for a short one. A file that is broken or gone keeps the last good state, and is remarked
 * upon under the source's name.
 */
public final class FileSource implements Source {
  /** Between two looks at the file. */
  public static final Duration POLL = Duration.ofMillis(250);

  /** Bytes in a file at most: 16 MiB. */
  public static final int MAX_BYTES = 16 << 20;

  private static final System.Logger LOG = System.getLogger(FileSource.class.getName());
  private static final String NAME = "file";

  /** Looks at a file that never rests, before it is read all the same. */
  private static final int PATIENCE = 20;

  private final Path file;
  private final boolean json;
  private final Time time;
  private Map<RegistrationId, Registration> good = Map.of();
  private @Nullable String trouble;

  /**
   * A source of the definitions in {@code file}.
   *
   * @param file JSON where its name ends in {@code .json}, else YAML
   */
  public FileSource(Path file, Time time) {
    this.file = file;
    this.json = file.toString().endsWith(".json");
    this.time = time;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void run(Sink sink) throws InterruptedException {
    Stamp read = Stamp.of(file);
    load(read, sink);
    int unrest = 0;
    Stamp before = read;
    while (true) {
      time.sleep(POLL);
      Stamp now = Stamp.of(file);
      boolean rests = Stamp.same(now, before);
      before = now;
      if (Stamp.same(now, read)) {
        unrest = 0;
      } else if (rests || ++unrest >= PATIENCE) {
        load(now, sink);
        read = now;
        unrest = 0;
      }
    }
  }

  private void load(@Nullable Stamp stamp, Sink sink) {
    try {
      if (stamp == null) {
        throw new BrokenFile(file + ": there is no such file, or it cannot be reached");
      }
      Cause cause = new Cause(stamp.modified(), "defined in " + file);
      List<Registration> read = Definitions.read(file.toString(), bytes(stamp), json, NAME, cause);
      sink.reset(unchangedAsBefore(read), cause);
      settled(read.size(), sink);
    } catch (BrokenFile e) {
      broken(e.text(), sink);
    }
  }

  private byte[] bytes(Stamp stamp) throws BrokenFile {
    if (!stamp.regular()) {
      throw new BrokenFile(file + ": is not a regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new BrokenFile(file + ": is larger than 16 MiB; split it among several agents");
      }
      return bytes;
    } catch (IOException e) {
      throw new BrokenFile(file + ": cannot be read: " + e.getMessage());
    }
  }

  /** What is defined as it was keeps the cause that it had. */
  private List<Registration> unchangedAsBefore(List<Registration> read) {
    Map<RegistrationId, Registration> next = HashMap.newHashMap(read.size());
    List<Registration> all = new ArrayList<>(read.size());
    for (Registration fresh : read) {
      Registration held = good.get(fresh.id());
      boolean same = held != null && held.equals(withCause(fresh, held.cause()));
      Registration kept = same && held != null ? held : fresh;
      next.put(kept.id(), kept);
      all.add(kept);
    }
    good = next;
    return all;
  }

  private void settled(int count, Sink sink) {
    String now =
        file + (trouble == null ? "" : " is good again and") + " defines " + count + " instances";
    trouble = null;
    sink.remark(new Remark(NAME, new Cause(time.now(), now)));
    LOG.log(Level.INFO, now);
  }

  private void broken(String message, Sink sink) {
    if (message.equals(trouble)) {
      return;
    }
    trouble = message;
    String kept = message + " (the last good state stays: " + good.size() + " instances)";
    sink.remark(new Remark(NAME, new Cause(time.now(), kept)));
    LOG.log(Level.WARNING, kept);
  }

  private static Registration withCause(Registration r, Cause cause) {
    return new Registration(
        r.id(),
        r.service(),
        r.container(),
        r.port(),
        r.address(),
        r.endpoints(),
        r.tags(),
        r.meta(),
        r.weight(),
        r.draining(),
        r.checks(),
        r.states(),
        cause);
  }
}
