package io.fairlead.linux.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fairlead.wire.netlink.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Calls of the C library. Those that fail throw {@link SysException} unless they say otherwise. */
public final class Libc {
  /** Flag of {@link #receive}: do not wait. */
  public static final int DONT_WAIT = 0x40;

  /** Flag of {@link #receive}: return the whole length of what was cut, too. */
  public static final int TRUNCATED = 0x20;

  /** Flag of {@link #unshare} and {@link #setns}: the network namespace. */
  public static final int NEW_NETWORK = 0x4000_0000;

  /** Flag of {@link #mount}: the same tree again elsewhere. */
  public static final long BIND = 4096;

  private static final int CLOSE_ON_EXEC = 0x8_0000;
  private static final int NONBLOCKING = 0x800;
  private static final int DETACH = 2; // MNT_DETACH
  private static final short READABLE = 1; // POLLIN

  private static final MethodHandle SOCKET = ints("socket", 3);
  private static final MethodHandle BIND_SOCKET =
      Native.libc("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CONNECT =
      Native.libc("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SETSOCKOPT =
      Native.libc(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle SEND =
      Native.libc("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle RECV =
      Native.libc("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SENDTO =
      Native.libc(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle RECVFROM =
      Native.libc(
          "recvfrom",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle IOCTL =
      Native.libc(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle POLL =
      Native.libc("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle OPEN =
      Native.libc(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE = ints("close", 1);
  private static final MethodHandle SETNS = ints("setns", 2);
  private static final MethodHandle UNSHARE = ints("unshare", 1);
  private static final MethodHandle MOUNT =
      Native.libc(
          "mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle UMOUNT2 =
      Native.libc("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle EVENTFD = ints("eventfd", 2);
  private static final MethodHandle WRITE =
      Native.libc("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

  private static final MethodHandle SYSCALL =
      Native.libc(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(1));

  /** The number of bpf(2), which the C library has no function for. */
  private static final long BPF =
      switch (System.getProperty("os.arch", "")) {
        case "amd64", "x86_64" -> 321;
        default -> 280; // of all machines whose numbers are the common ones, as aarch64
      };

  private Libc() {}

  /** What bpf(2) answers, or the error number, negated. */
  public static int bpf(int command, MemorySegment attributes) {
    try {
      int length = Math.toIntExact(attributes.byteSize());
      long answer = (long) SYSCALL.invokeExact(Native.state(), BPF, command, attributes, length);
      return answer < 0 ? -Native.errno() : (int) answer;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** A socket that programs started from here do not inherit. */
  public static int socket(int domain, int type, int protocol) {
    try {
      return check(
          "opening a socket",
          (int) SOCKET.invokeExact(Native.state(), domain, type | CLOSE_ON_EXEC, protocol));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Gives a socket the address in {@code address}. */
  public static void bind(int socket, MemorySegment address) {
    try {
      check(
          "binding a socket",
          (int)
              BIND_SOCKET.invokeExact(
                  Native.state(), socket, address, Math.toIntExact(address.byteSize())));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Lets a socket speak with the address in {@code address} alone. */
  public static void connect(int socket, MemorySegment address) {
    try {
      check(
          "reaching for an address",
          (int)
              CONNECT.invokeExact(
                  Native.state(), socket, address, Math.toIntExact(address.byteSize())));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Sets a socket's option to a number. */
  public static void option(int socket, int level, int option, int value) {
    int error = tryOption(socket, level, option, value);
    if (error != 0) {
      throw new SysException("setting option " + option + " of a socket", error);
    }
  }

  /** As {@link #option}; answers the error number, 0 where it was set. */
  public static int tryOption(int socket, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocateFrom(JAVA_INT, value);
      int done = (int) SETSOCKOPT.invokeExact(Native.state(), socket, level, option, number, 4);
      return done < 0 ? Native.errno() : 0;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Sends the first bytes of a buffer. */
  public static void send(int socket, MemorySegment buffer, long length) {
    try {
      long sent;
      do {
        sent = (long) SEND.invokeExact(Native.state(), socket, buffer, length, 0);
      } while (sent < 0 && Native.errno() == Errno.EINTR);
      check("sending to the kernel", sent);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** The length of what was received into a buffer, or the error number, negated. */
  public static long receive(int socket, MemorySegment buffer, int flags) {
    try {
      long size = buffer.byteSize();
      long received = (long) RECV.invokeExact(Native.state(), socket, buffer, size, flags);
      return received < 0 ? -Native.errno() : received;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Sends the first bytes of a buffer to an address; answers the error number, 0 where it went. */
  public static int trySend(int socket, MemorySegment buffer, long length, MemorySegment address) {
    try {
      long sent =
          (long)
              SENDTO.invokeExact(
                  Native.state(),
                  socket,
                  buffer,
                  length,
                  DONT_WAIT,
                  address,
                  Math.toIntExact(address.byteSize()));
      return sent < 0 ? Native.errno() : 0;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /**
   * As {@link #receive} without waiting, with whom it is from.
   *
   * @param address where the sender's address is put, and its length behind it: four octets more
   *     than an address of the family takes
   */
  public static long receiveFrom(int socket, MemorySegment buffer, MemorySegment address) {
    try {
      long room = address.byteSize() - 4;
      MemorySegment length = address.asSlice(room, 4);
      length.set(JAVA_INT, 0, Math.toIntExact(room));
      long size = buffer.byteSize();
      long received =
          (long)
              RECVFROM.invokeExact(
                  Native.state(), socket, buffer, size, DONT_WAIT, address, length);
      return received < 0 ? -Native.errno() : received;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Asks what is behind a file by a structure, which it reads and fills. */
  public static void ioctl(int file, long request, MemorySegment structure) {
    try {
      check(
          "asking a link's driver",
          (int) IOCTL.invokeExact(Native.state(), file, request, structure));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /**
   * Waits until one of these files can be read.
   *
   * @param millis at most, or -1 for ever
   * @return whether one can
   */
  public static boolean awaitReadable(int millis, int... files) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment polls = arena.allocate(8L * files.length, 4);
      for (int i = 0; i < files.length; i++) {
        polls.set(JAVA_INT, 8L * i, files[i]);
        polls.set(JAVA_SHORT, 8L * i + 4, READABLE);
      }
      int ready;
      do {
        ready = (int) POLL.invokeExact(Native.state(), polls, (long) files.length, millis);
      } while (ready < 0 && Native.errno() == Errno.EINTR);
      return check("waiting for the kernel", ready) > 0;
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Opens a file to read it, or to name what it stands for. */
  public static int open(String path) {
    try (Arena arena = Arena.ofConfined()) {
      return check(
          "opening " + path,
          (int) OPEN.invokeExact(Native.state(), arena.allocateFrom(path), CLOSE_ON_EXEC, 0));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Closes a file; that it was closed before is no error. */
  public static void close(int file) {
    try {
      int _ = (int) CLOSE.invokeExact(Native.state(), file);
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Brings the calling thread into the namespace that an open file stands for. */
  public static void setns(int file, int kind) {
    try {
      check("entering a namespace", (int) SETNS.invokeExact(Native.state(), file, kind));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Brings the calling thread into a new namespace. */
  public static void unshare(int kind) {
    try {
      check("making a namespace", (int) UNSHARE.invokeExact(Native.state(), kind));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Mounts {@code source} at {@code target}. */
  public static void mount(String source, String target, String type, long flags) {
    try (Arena arena = Arena.ofConfined()) {
      check(
          "mounting " + source + " at " + target,
          (int)
              MOUNT.invokeExact(
                  Native.state(),
                  arena.allocateFrom(source),
                  arena.allocateFrom(target),
                  arena.allocateFrom(type),
                  flags,
                  MemorySegment.NULL));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Takes a mount away, at once for all who look from now on. */
  public static void unmount(String target) {
    try (Arena arena = Arena.ofConfined()) {
      check(
          "unmounting " + target,
          (int) UMOUNT2.invokeExact(Native.state(), arena.allocateFrom(target), DETACH));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** A file that can be read once {@link #signal} was called on it. */
  public static int signalFile() {
    try {
      return check(
          "making an event file",
          (int) EVENTFD.invokeExact(Native.state(), 0, CLOSE_ON_EXEC | NONBLOCKING));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  /** Makes a {@link #signalFile} readable for good. */
  public static void signal(int file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_LONG, 1);
      check("signalling", (long) WRITE.invokeExact(Native.state(), file, one, 8L));
    } catch (Throwable e) {
      throw Native.impossible(e);
    }
  }

  private static MethodHandle ints(String name, int arguments) {
    ValueLayout[] layouts = new ValueLayout[arguments];
    java.util.Arrays.fill(layouts, JAVA_INT);
    return Native.libc(name, FunctionDescriptor.of(JAVA_INT, layouts));
  }

  private static int check(String what, int result) {
    if (result < 0) {
      throw new SysException(what, Native.errno());
    }
    return result;
  }

  private static void check(String what, long result) {
    if (result < 0) {
      throw new SysException(what, Native.errno());
    }
  }
}
