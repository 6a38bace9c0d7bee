package io.fairlead.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fairlead.linux.sys.Libc;
import io.fairlead.wire.netlink.Errno;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open map of the kernel. What several threads do with one at once happens in some order. */
public final class BpfMap implements AutoCloseable {
  private static final int BATCH = 1024;
  private static final int NO_PREALLOCATION = 1; // BPF_F_NO_PREALLOC

  private final Shape shape;
  private final int file;

  /** What kind of map one is. */
  public enum Kind {
    /** Any keys; memory is taken as entries come, which only user space may make. */
    HASH(1, NO_PREALLOCATION),
    /** Keys are numbers from 0 on, and all of them are there. */
    ARRAY(2, 0),
    /** Any keys, each with a value for every processor. */
    PER_CPU_HASH(5, 0),
    /** Any keys; the one that was not used for the longest time makes room. */
    LRU_HASH(9, 0);

    private final int number;
    private final int flags;

    Kind(int number, int flags) {
      this.number = number;
      this.flags = flags;
    }
  }

  /**
   * What a map is like.
   *
   * @param name for people, of at most 15 letters, digits and underscores
   * @param key octets of a key
   * @param value octets of a value
   * @param most entries at most
   */
  public record Shape(String name, Kind kind, int key, int value, int most) {}

  /** A key with its value. */
  public record Entry(byte[] key, byte[] value) {}

  private BpfMap(Shape shape, int file) {
    this.shape = shape;
    this.file = file;
  }

  /** Makes one. */
  public static BpfMap create(Shape shape) {
    try (Call call = new Call(Call.Command.MAP_CREATE)) {
      int file =
          call.word(0, shape.kind.number)
              .word(4, shape.key)
              .word(8, shape.value)
              .word(12, shape.most)
              .word(16, shape.kind.flags)
              .name(28, shape.name)
              .run("making the map " + shape.name);
      return new BpfMap(shape, file);
    }
  }

  /** The one that is pinned to a file, or null where there is none, or one of another shape. */
  public static @Nullable BpfMap open(Shape shape, Path pin) {
    int file;
    try {
      file = Pins.open(pin);
    } catch (BpfException e) {
      if (e.absent()) {
        return null;
      }
      throw e;
    }
    ByteBuffer info = ByteBuffer.wrap(Pins.info(file, 24)).order(ByteOrder.LITTLE_ENDIAN);
    boolean same =
        info.getInt(0) == shape.kind.number
            && info.getInt(8) == shape.key
            && info.getInt(12) == shape.value
            && info.getInt(16) == shape.most;
    if (!same) {
      Libc.close(file);
      return null;
    }
    return new BpfMap(shape, file);
  }

  /** Keeps it beyond this process, until the file is removed. */
  public void pin(Path path) {
    Pins.pin(file, path);
  }

  /** Whether a file stands for this very map. */
  public boolean isPinnedTo(Path path) {
    return Pins.isPinned(file, path);
  }

  /** The value of a key, or null; where each processor has one, all of them in a row. */
  public byte @Nullable [] get(byte[] key) {
    try (Call call = new Call(Call.Command.MAP_LOOKUP)) {
      MemorySegment value = call.memory(valueOctets());
      int answer = key(call, key).at(16, value).tryIt();
      if (answer == -Errno.ENOENT) {
        return null;
      }
      check("reading", answer);
      return value.toArray(JAVA_BYTE);
    }
  }

  /** Gives a key this value, whether it had one or not. */
  public void put(byte[] key, byte[] value) {
    require(value.length == valueOctets(), "value");
    try (Call call = new Call(Call.Command.MAP_UPDATE)) {
      check("writing", key(call, key).bytes(16, value).tryIt());
    }
  }

  /** As {@link #put} of each, in few calls. */
  public void putAll(List<Entry> entries) {
    for (int from = 0; from < entries.size(); from += BATCH) {
      List<Entry> some = entries.subList(from, Math.min(entries.size(), from + BATCH));
      try (Call call = new Call(Call.Command.MAP_UPDATE_BATCH)) {
        MemorySegment keys = call.memory((long) shape.key * some.size());
        MemorySegment values = call.memory((long) shape.value * some.size());
        for (int i = 0; i < some.size(); i++) {
          Entry entry = some.get(i);
          require(entry.key.length == shape.key, "key");
          require(entry.value.length == shape.value, "value");
          MemorySegment.copy(entry.key, 0, keys, JAVA_BYTE, (long) i * shape.key, shape.key);
          MemorySegment.copy(
              entry.value, 0, values, JAVA_BYTE, (long) i * shape.value, shape.value);
        }
        check(
            "writing",
            call.at(16, keys).at(24, values).word(32, some.size()).word(36, file).tryIt());
      }
    }
  }

  /** Takes a key away; whether it was there. */
  public boolean remove(byte[] key) {
    try (Call call = new Call(Call.Command.MAP_DELETE)) {
      int answer = key(call, key).tryIt();
      if (answer == -Errno.ENOENT) {
        return false;
      }
      check("removing from", answer);
      return true;
    }
  }

  /** All that is in it. */
  public List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    int octets = valueOctets();
    try (Call call = new Call(Call.Command.MAP_LOOKUP_BATCH)) {
      MemorySegment place = call.memory(Math.max(8, shape.key));
      MemorySegment keys = call.memory((long) shape.key * BATCH);
      MemorySegment values = call.memory((long) octets * BATCH);
      call.at(8, place).at(16, keys).at(24, values).word(36, file);
      int answer = 0;
      while (answer >= 0) {
        answer = call.word(32, BATCH).tryIt();
        if (answer < 0 && answer != -Errno.ENOENT) {
          check("reading", answer);
        }
        for (int i = 0; i < call.word(32); i++) {
          all.add(
              new Entry(
                  keys.asSlice((long) i * shape.key, shape.key).toArray(JAVA_BYTE),
                  values.asSlice((long) i * octets, octets).toArray(JAVA_BYTE)));
        }
        call.at(0, place);
      }
    }
    return all;
  }

  /** From now on only programs write it. */
  public void freeze() {
    try (Call call = new Call(Call.Command.MAP_FREEZE)) {
      check("freezing", call.word(0, file).tryIt());
    }
  }

  int file() {
    return file;
  }

  @Override
  public void close() {
    Libc.close(file);
  }

  private Call key(Call call, byte[] key) {
    require(key.length == shape.key, "key");
    return call.word(0, file).bytes(8, key);
  }

  private int valueOctets() {
    return shape.kind == Kind.PER_CPU_HASH
        ? (shape.value + 7) / 8 * 8 * Processors.POSSIBLE
        : shape.value;
  }

  private void require(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException(
          "a " + what + " of the map " + shape.name + " is of another length");
    }
  }

  private void check(String doing, int answer) {
    if (answer < 0) {
      throw new BpfException(doing + " the map " + shape.name, -answer);
    }
  }
}
