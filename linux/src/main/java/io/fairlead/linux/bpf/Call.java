package io.fairlead.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fairlead.linux.sys.Libc;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** One call of bpf(2): {@code union bpf_attr} field by field, at the offsets of its structures. */
final class Call implements AutoCloseable {
  /** Commands by their numbers. */
  enum Command {
    MAP_CREATE(0, 72),
    MAP_LOOKUP(1, 32),
    MAP_UPDATE(2, 32),
    MAP_DELETE(3, 32),
    PROGRAM_LOAD(5, 128),
    PIN(6, 16),
    OPEN(7, 16),
    PROGRAM_QUERY(16, 64),
    INFO(15, 16),
    MAP_FREEZE(22, 4),
    MAP_LOOKUP_BATCH(24, 56),
    MAP_UPDATE_BATCH(26, 56),
    LINK_CREATE(28, 48),
    LINK_UPDATE(29, 16),
    LINK_DETACH(34, 4);

    private final int number;
    private final int octets;

    Command(int number, int octets) {
      this.number = number;
      this.octets = octets;
    }
  }

  private final Arena arena = Arena.ofConfined();
  private final Command command;
  private final MemorySegment attributes;

  Call(Command command) {
    this.command = command;
    this.attributes = arena.allocate(command.octets, 8);
  }

  Call word(long offset, int value) {
    attributes.set(JAVA_INT, offset, value);
    return this;
  }

  Call at(long offset, MemorySegment memory) {
    attributes.set(JAVA_LONG, offset, memory.address());
    return this;
  }

  Call bytes(long offset, byte[] bytes) {
    return at(offset, arena.allocateFrom(JAVA_BYTE, bytes));
  }

  Call text(long offset, String text) {
    return at(offset, arena.allocateFrom(text));
  }

  /** A name of at most 15 characters, in place. */
  Call name(long offset, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(bytes, 0, attributes, JAVA_BYTE, offset, Math.min(15, bytes.length));
    return this;
  }

  /** Memory that lives as long as this call. */
  MemorySegment memory(long octets) {
    return arena.allocate(octets, 8);
  }

  int word(long offset) {
    return attributes.get(JAVA_INT, offset);
  }

  /** What it answers, or the error number, negated. */
  int tryIt() {
    return Libc.bpf(command.number, attributes);
  }

  /** What it answers. */
  int run(String what) {
    int answer = tryIt();
    if (answer < 0) {
      throw new BpfException(what, -answer);
    }
    return answer;
  }

  @Override
  public void close() {
    arena.close();
  }
}
