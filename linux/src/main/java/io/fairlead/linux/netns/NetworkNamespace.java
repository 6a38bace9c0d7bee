package io.fairlead.linux.netns;

import io.fairlead.linux.sys.Libc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * An open network namespace. It stays alive as long as it is open here, and so do its links: close
 * it soon. Thread-safe.
 */
public final class NetworkNamespace implements AutoCloseable {
  private static final String OWN = "/proc/thread-self/ns/net";

  private final String name;
  private final int file;
  private final boolean own;

  private NetworkNamespace(String name, int file, boolean own) {
    this.name = name;
    this.file = file;
    this.own = own;
  }

  /** The one that this process runs in. */
  public static NetworkNamespace own() {
    return new NetworkNamespace("this host's", Libc.open("/proc/self/ns/net"), true);
  }

  /** The one that a file stands for, such as {@code /var/run/docker/netns/4f2a}. */
  public static NetworkNamespace open(Path path) {
    return new NetworkNamespace(path.toString(), Libc.open(path.toString()), false);
  }

  /** The one that a process runs in. */
  public static NetworkNamespace of(long process) {
    return open(Path.of("/proc", Long.toString(process), "ns", "net"));
  }

  /**
   * Makes one and pins it to a file, which is made: it stays alive until {@link #remove}.
   *
   * @throws io.fairlead.linux.sys.SysException where this process may not
   */
  public static NetworkNamespace create(Path pin) {
    try {
      Files.createFile(pin);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + pin + " for a network namespace", e);
    }
    try {
      Inside.run(
          () -> {
            Libc.unshare(Libc.NEW_NETWORK);
            Libc.mount(OWN, pin.toString(), "none", Libc.BIND);
            return true;
          });
      return open(pin);
    } catch (RuntimeException e) {
      try {
        Files.deleteIfExists(pin);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  /** Makes one without a name; it ends when it is closed and nothing in it is open any more. */
  public static NetworkNamespace scratch() {
    return Inside.run(
        () -> {
          Libc.unshare(Libc.NEW_NETWORK);
          return new NetworkNamespace("a nameless one", Libc.open(OWN), false);
        });
  }

  /** Takes away the pin that {@link #create} made; the namespace ends with its last user. */
  public static void remove(Path pin) {
    Libc.unmount(pin.toString());
    try {
      Files.delete(pin);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + pin, e);
    }
  }

  /** The open file that stands for it, valid until it is closed here. */
  public int file() {
    return file;
  }

  /** Whether this process runs in it. */
  public boolean isOwn() {
    return own;
  }

  /**
   * What {@code work} answers within it. It runs on a thread of its own, unless the caller is
   * within already. Sockets that it opens stay in the namespace wherever they are used.
   */
  public <T> T call(Supplier<T> work) {
    if (own) {
      return work.get();
    }
    return Inside.run(
        () -> {
          enter();
          return work.get();
        });
  }

  /** Brings the calling thread into it for good; such a thread must do nothing else, and end. */
  public void enter() {
    if (!own) {
      if (Thread.currentThread().isVirtual()) {
        throw new IllegalStateException("a virtual thread would take its carrier with it");
      }
      Libc.setns(file, Libc.NEW_NETWORK);
    }
  }

  @Override
  public void close() {
    Libc.close(file);
  }

  @Override
  public String toString() {
    return name;
  }
}
