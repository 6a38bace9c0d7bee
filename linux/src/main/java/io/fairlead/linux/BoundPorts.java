package io.fairlead.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fairlead.linux.sys.Libc;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.HostPorts;
import io.fairlead.wire.netlink.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps ports by sockets that are bound to them and never listen: whoever else binds one is told
 * that it is in use, and who connects past all translation is refused as by a port that is free.
 */
public final class BoundPorts implements HostPorts {
  private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final Range IANA = new Range(49152, 65535);

  private static final int INET = 2;
  private static final int INET6 = 10;
  private static final int STREAM = 1;
  private static final int DATAGRAM = 2;
  private static final int LEVEL_SOCKET = 1;
  private static final int REUSE_ADDRESS = 2;
  private static final int LEVEL_IPV6 = 41;
  private static final int V6_ONLY = 26;

  private static final ValueLayout.OfShort PORT =
      JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN).withByteAlignment(1);

  @Override
  public Hold hold(Port.Protocol protocol, IpAddress address, int port) throws Taken {
    boolean tcp = protocol == Port.Protocol.TCP;
    int socket = -1;
    try {
      socket = Libc.socket(address.isV6() ? INET6 : INET, tcp ? STREAM : DATAGRAM, 0);
      bind(socket, address, port, tcp);
      return new Held(socket);
    } catch (SysException e) {
      if (socket >= 0) {
        Libc.close(socket);
      }
      return switch (e.errno()) {
        case Errno.EADDRINUSE -> throw new Taken("port " + port + " is in use");
        case Errno.EAFNOSUPPORT -> () -> {}; // nobody can have what this host does not speak
        case Errno.EADDRNOTAVAIL -> {
          if (address.low() == 0 && address.high() == 0) {
            yield () -> {};
          }
          throw new AttachRefused(
              address + " is no address of this host; publish on one that 'ip address' shows",
              false);
        }
        default ->
            throw new AttachRefused("port " + port + " cannot be had: " + e.getMessage(), true);
      };
    }
  }

  /**
   * Binds it. Connections of the past that linger on the port do not count, so it is bound as
   * reusable, and is no more so once it is bound.
   */
  private static void bind(int socket, IpAddress address, int port, boolean tcp) {
    if (address.isV6()) {
      Libc.option(socket, LEVEL_IPV6, V6_ONLY, 1);
    }
    if (tcp) {
      Libc.option(socket, LEVEL_SOCKET, REUSE_ADDRESS, 1);
    }
    try (Arena arena = Arena.ofConfined()) {
      byte[] octets = address.octets();
      MemorySegment name = arena.allocate(address.isV6() ? 28 : 16, 4);
      name.set(JAVA_SHORT, 0, (short) (address.isV6() ? INET6 : INET));
      name.set(PORT, 2, (short) port);
      MemorySegment.copy(octets, 0, name, JAVA_BYTE, address.isV6() ? 8 : 4, octets.length);
      Libc.bind(socket, name);
    }
    if (tcp) {
      Libc.option(socket, LEVEL_SOCKET, REUSE_ADDRESS, 0);
    }
  }

  @Override
  public String holder(Port.Protocol protocol, int port) {
    return PortHolder.of(protocol, port);
  }

  @Override
  public Range usual() {
    try {
      String[] ends = Files.readString(RANGE).strip().split("\\s+", -1);
      return new Range(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return IANA; // what stands for such ports everywhere
    }
  }

  /** A bound socket. */
  private static final class Held implements Hold {
    private final int socket;
    private final AtomicBoolean closed = new AtomicBoolean();

    Held(int socket) {
      this.socket = socket;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        Libc.close(socket);
      }
    }
  }
}
