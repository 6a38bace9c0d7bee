package io.fairlead.linux.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.linux.sys.Libc;
import io.fairlead.wire.bpf.Code;
import io.fairlead.wire.netlink.Errno;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An open program that the kernel has accepted. */
public final class BpfProgram implements AutoCloseable {
  private static final int LOG_OCTETS = 1 << 20;
  private static final int TAIL = 1500;
  private static final String LICENSE = "GPL"; // some functions are for programs under it only

  private final Place place;
  private final int file;

  private BpfProgram(Place place, int file) {
    this.place = place;
    this.file = file;
  }

  /**
   * Has the kernel verify and accept a program.
   *
   * @param maps those that it uses, by their names in it
   * @throws BpfException where it refuses; the message ends with what its verifier said last
   */
  public static BpfProgram load(Code code, Place place, Map<String, BpfMap> maps) {
    byte[] bytes =
        code.bytes(
            name -> {
              BpfMap map = maps.get(name);
              if (map == null) {
                throw new IllegalArgumentException(code.name() + " uses a map '" + name + "'");
              }
              return map.file();
            });
    try (Call call = new Call(Call.Command.PROGRAM_LOAD)) {
      call.word(0, place.programType())
          .word(4, code.places())
          .bytes(8, bytes)
          .text(16, LICENSE)
          .name(48, code.name())
          .word(68, place.attachType());
      int answer = call.tryIt();
      if (answer < 0) {
        throw refused(call, code, place, -answer);
      }
      return new BpfProgram(place, answer);
    }
  }

  /** Asks a second time for the reason: writing it down always would cost more than loading. */
  private static BpfException refused(Call call, Code code, Place place, int errno) {
    MemorySegment log = call.memory(LOG_OCTETS);
    int again = call.word(24, 1).word(28, LOG_OCTETS).at(32, log).tryIt();
    if (again >= 0) {
      Libc.close(again);
    }
    String said = text(log);
    String what = "loading the program " + code.name();
    if (said.isEmpty()) {
      return new BpfException(
          what, errno, errno == Errno.EINVAL ? place.lacking() : Errno.words(errno));
    }
    String tail = said.length() > TAIL ? "... " + said.substring(said.length() - TAIL) : said;
    return new BpfException(what, errno, "the kernel's verifier says: " + tail);
  }

  private static String text(MemorySegment log) {
    byte[] bytes = log.toArray(JAVA_BYTE);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, UTF_8).strip();
  }

  /** The one that is pinned to a file, or null where there is none. */
  public static @Nullable BpfProgram open(Place place, Path pin) {
    try {
      return new BpfProgram(place, Pins.open(pin));
    } catch (BpfException e) {
      if (e.absent()) {
        return null;
      }
      throw e;
    }
  }

  /** Keeps it beyond this process, until the file is removed. */
  public void pin(Path path) {
    Pins.pin(file, path);
  }

  /** Whether a file stands for this very program. */
  public boolean isPinnedTo(Path path) {
    return Pins.isPinned(file, path);
  }

  /** The kernel's number for it, until the machine ends. */
  public int id() {
    return info().getInt(4);
  }

  /** What its instructions come to: the same for the same program, whatever its maps are. */
  public String tag() {
    byte[] tag = new byte[8];
    info().get(8, tag);
    return HexFormat.of().formatHex(tag);
  }

  private ByteBuffer info() {
    return ByteBuffer.wrap(Pins.info(file, 16)).order(ByteOrder.LITTLE_ENDIAN);
  }

  Place place() {
    return place;
  }

  int file() {
    return file;
  }

  @Override
  public void close() {
    Libc.close(file);
  }
}
