package io.fairlead.linux.bpf;

import io.fairlead.linux.sys.Libc;
import io.fairlead.wire.netlink.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What holds a program at its place. It holds as long as it is open or pinned somewhere; programs
 * that others have at the same place go on, and those that were there before are asked first.
 */
public final class BpfLink implements AutoCloseable {
  private final int file;

  private BpfLink(int file) {
    this.file = file;
  }

  /**
   * What a link holds.
   *
   * @param program the number of the program
   * @param index of the network link it is at; 0 where that is gone, or where it is at none
   */
  public record Held(int program, int index) {}

  /**
   * Holds a program at a network link, by its index in the namespace that the calling thread is in.
   *
   * @throws BpfException where it cannot be; the message says what the kernel lacks
   */
  public static BpfLink atLink(BpfProgram program, int index) {
    return at(program, index, "link " + index);
  }

  /** Holds a program at a control group (of version 2), by its folder. */
  public static BpfLink atGroup(BpfProgram program, Path group) {
    int folder = Libc.open(group.toString());
    try {
      return at(program, folder, group.toString());
    } finally {
      Libc.close(folder);
    }
  }

  private static BpfLink at(BpfProgram program, int target, String where) {
    try (Call call = new Call(Call.Command.LINK_CREATE)) {
      Place place = program.place();
      int answer = call.word(0, program.file()).word(4, target).word(8, place.attachType()).tryIt();
      if (answer < 0) {
        String what = "holding a program at " + where;
        throw answer == -Errno.EINVAL
            ? new BpfException(what, -answer, place.lacking() + ", or there is no such place")
            : new BpfException(what, -answer);
      }
      return new BpfLink(answer);
    }
  }

  /** The one that is pinned to a file, or null where there is none. */
  public static @Nullable BpfLink open(Path pin) {
    try {
      return new BpfLink(Pins.open(pin));
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

  /** Holds another program from now on, without a moment between them. */
  public void update(BpfProgram program) {
    try (Call call = new Call(Call.Command.LINK_UPDATE)) {
      call.word(0, file).word(4, program.file()).run("changing the program at a place");
    }
  }

  /** Takes the program away from its place, whoever else has this open. */
  public void detach() {
    try (Call call = new Call(Call.Command.LINK_DETACH)) {
      call.word(0, file).run("taking a program from its place");
    }
  }

  /** What it holds. */
  public Held held() {
    ByteBuffer info = ByteBuffer.wrap(Pins.info(file, 32)).order(ByteOrder.LITTLE_ENDIAN);
    boolean atLink = info.getInt(0) == 11; // BPF_LINK_TYPE_TCX
    return new Held(info.getInt(8), atLink ? info.getInt(16) : 0);
  }

  /** Why this kernel holds no programs at such a place, for people; empty where it does. */
  public static String lacking(Place place) {
    try (Call call = new Call(Call.Command.PROGRAM_QUERY)) {
      int answer = call.word(0, 1).word(4, place.attachType()).tryIt(); // the loopback link is 1
      return switch (-answer) {
        case Errno.EINVAL, Errno.ENOSYS -> place.lacking();
        case Errno.EPERM, Errno.EACCES -> "this process may not use bpf(2): run it as root";
        default -> "";
      };
    }
  }

  @Override
  public void close() {
    Libc.close(file);
  }
}
