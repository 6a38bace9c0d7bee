package io.fairlead.linux.bpf;

import io.fairlead.linux.sys.Libc;
import io.fairlead.linux.sys.SysException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that maps, programs and links are pinned to: what is pinned outlives its maker, until the
 * file is removed. They are in a file system of their own kind, which is mounted where none is.
 */
public final class Pins {
  /** Where that file system is on every host that has one. */
  public static final Path ROOT = Path.of("/sys/fs/bpf");

  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  private Pins() {}

  /**
   * A folder below {@link #ROOT}, made where it is not there.
   *
   * @throws BpfException where it cannot be; the message says why
   */
  public static Path folder(Path below) {
    Path folder = ROOT.resolve(below);
    try {
      if (!isMounted()) {
        Libc.mount("bpf", ROOT.toString(), "bpf", 0);
      }
      return Files.createDirectories(folder);
    } catch (SysException e) {
      throw new BpfException("mounting a bpf file system at " + ROOT, e.errno());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder + " for what is pinned", e);
    }
  }

  /** Whether anything can be pinned here by now. */
  public static boolean isMounted() {
    try {
      return Files.readAllLines(MOUNTS).stream()
          .map(line -> line.split(" - ", 2))
          .anyMatch(
              parts ->
                  parts.length == 2
                      && parts[1].startsWith("bpf ")
                      && parts[0].split(" ", -1)[4].equals(ROOT.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + MOUNTS, e);
    }
  }

  static void pin(int file, Path path) {
    try (Call call = new Call(Call.Command.PIN)) {
      call.text(0, path.toString()).word(8, file).run("pinning " + path);
    }
  }

  /** What is pinned to a file; {@link BpfException#absent} where nothing is. */
  static int open(Path path) {
    try (Call call = new Call(Call.Command.OPEN)) {
      return call.text(0, path.toString()).run("opening " + path);
    }
  }

  /** Whether a file stands for the very map or program that is open. */
  static boolean isPinned(int file, Path path) {
    try {
      int other = open(path);
      try {
        return id(other) == id(file);
      } finally {
        Libc.close(other);
      }
    } catch (BpfException e) {
      if (e.absent()) {
        return false;
      }
      throw e;
    }
  }

  private static int id(int file) {
    return ByteBuffer.wrap(info(file, 8)).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
  }

  /** What the kernel says of an open map, program or link: its {@code info}, from the start. */
  static byte[] info(int file, int octets) {
    try (Call call = new Call(Call.Command.INFO)) {
      MemorySegment memory = call.memory(octets);
      call.word(0, file).word(4, octets).at(8, memory).run("asking about something of BPF");
      return memory.toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
