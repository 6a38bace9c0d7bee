package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.Libc;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Echo requests to many, from one socket for each family: who asks does not wait for the answer.
 * Used by one thread.
 */
public final class Echoes implements AutoCloseable {
  private static final int MOST_AT_ONCE = 4096;
  private static final int BUFFER = 65536;

  private final int v4;
  private final int v6; // -1 where the host has no IPv6

  // What is read into, as long as this is open.
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BUFFER);

  /** An answer: to the request of this number, from this address. */
  public record Heard(int number, IpAddress from) {}

  private Echoes(int v4, int v6) {
    this.v4 = v4;
    this.v6 = v6;
  }

  /**
   * Opens the sockets in a namespace.
   *
   * @throws SysException where this process may not
   */
  public static Echoes open(NetworkNamespace namespace) {
    return namespace.call(
        () -> {
          int four = EchoPackets.socket(false);
          EchoPackets.answersOnly(four);
          int six;
          try {
            six = EchoPackets.socket(true);
          } catch (SysException e) {
            six = -1;
          }
          return new Echoes(four, six);
        });
  }

  /**
   * Sends a request that must not be cut; one that the kernel does not take is lost as on the way.
   *
   * @param octets of the whole packet, its IP header included
   */
  public void ask(IpAddress to, int octets, int number) {
    int socket = to.isV6() ? v6 : v4;
    if (socket < 0) {
      return;
    }
    try (Arena here = Arena.ofConfined()) {
      MemorySegment request = EchoPackets.request(here, to.isV6(), octets, number);
      int _ = Libc.trySend(socket, request, request.byteSize(), EchoPackets.address(here, to));
    }
  }

  /** The answers that came, as soon as there is one; none where none came in time. */
  public List<Heard> hear(Duration atMost) {
    // Rounded up: less than a millisecond would be no wait at all.
    int millis = Math.toIntExact((atMost.toNanos() + 999_999) / 1_000_000);
    boolean any = v6 < 0 ? Libc.awaitReadable(millis, v4) : Libc.awaitReadable(millis, v4, v6);
    List<Heard> heard = new ArrayList<>();
    if (any) {
      read(v4, false, heard);
      if (v6 >= 0) {
        read(v6, true, heard);
      }
    }
    return heard;
  }

  private void read(int socket, boolean six, List<Heard> heard) {
    try (Arena here = Arena.ofConfined()) {
      MemorySegment from = here.allocate(EchoPackets.addressOctets(six) + 4, 8);
      for (int i = 0; i < MOST_AT_ONCE; i++) {
        long length = Libc.receiveFrom(socket, buffer, from);
        if (length < 0) {
          return;
        }
        OptionalInt number = EchoPackets.answered(buffer, length, six);
        if (number.isPresent()) {
          heard.add(new Heard(number.getAsInt(), EchoPackets.address(from, six)));
        }
      }
    }
  }

  @Override
  public void close() {
    Libc.close(v4);
    if (v6 >= 0) {
      Libc.close(v6);
    }
    arena.close();
  }
}
