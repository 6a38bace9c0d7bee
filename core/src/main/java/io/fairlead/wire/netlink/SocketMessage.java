package io.fairlead.wire.netlink;

import io.fairlead.model.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A connected socket as the kernel shows it (sock_diag, linux/inet_diag.h). Those that only listen
 * or are bound are never asked for.
 *
 * @param v6 whether it is a socket of IPv6, which may be connected to an IPv4 address
 * @param protocol {@link FlowMessage#TCP} or {@link FlowMessage#UDP}
 * @param state the kernel's number, as 1 for established
 * @param link the index of the link that it is bound to, or 0
 * @param cookie the kernel's number for it, 16 hexadecimal digits
 * @param uid the user whose it is
 */
public record SocketMessage(
    boolean v6,
    int protocol,
    int state,
    IpAddress local,
    int localPort,
    IpAddress remote,
    int remotePort,
    int link,
    String cookie,
    int uid) {
  /** The module that answers about TCP; that of UDP is {@code udp_diag}. */
  public static final String FEATURE = "inet_diag";

  /** What the kernel must have been built with to end sockets. */
  public static final String DESTROYING = "CONFIG_INET_DIAG_DESTROY";

  private static final int BY_FAMILY = 20;
  private static final int DESTROY = 21;
  private static final int FIXED = 72;

  // Of a reply.
  private static final int STATE_AT = 1;
  private static final int LOCAL_PORT_AT = 4;
  private static final int REMOTE_PORT_AT = 6;
  private static final int LOCAL_AT = 8;
  private static final int REMOTE_AT = 24;
  private static final int LINK_AT = 40;
  private static final int COOKIE_AT = 44;
  private static final int COOKIE = 8;
  private static final int UID_AT = 64;

  private static final int BYTECODE = 1;
  private static final int DESTINATION_IS = 8; // INET_DIAG_BC_D_COND
  private static final int ANY_PORT = -1;

  private static final int ESTABLISHED = 1;
  private static final int CLOSE = 7;
  private static final int LISTEN = 10;

  /** Established, being opened and being closed, without those that wait for nothing but time. */
  private static final int CONNECTED =
      1 << ESTABLISHED | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 8 | 1 << 9 | 1 << 11;

  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /**
   * Asks for all sockets that are connected to an address.
   *
   * @param v6 which sockets: those of IPv6 may be connected to IPv4 addresses, too
   * @param port 0 for any
   */
  public static Dump<SocketMessage> connectedTo(
      boolean v6, int protocol, IpAddress address, int port) {
    Request request =
        new Request(
            BY_FAMILY,
            Netlink.DUMP,
            "look for the sockets connected to " + address,
            protocol == FlowMessage.UDP ? "udp_diag" : FEATURE,
            out -> {
              header(out, v6, protocol, protocol == FlowMessage.UDP ? 1 << ESTABLISHED : CONNECTED);
              out.fixed(new byte[48]);
              condition(out, address, port);
            });
    return new Dump<>(
        request,
        message -> {
          SocketMessage socket = message.type() == BY_FAMILY ? read(message).over(protocol) : null;
          boolean meant =
              socket != null
                  && socket.isConnected()
                  && socket.remote.equals(address)
                  && (port == 0 || port == socket.remotePort);
          return meant ? socket : null;
        });
  }

  /** Ends it: whoever waits for it gets an error at once, and the other end is told. */
  public Request destroy() {
    return Request.of(
            DESTROY,
            0,
            "end the socket that is connected to " + remote + " port " + remotePort,
            out -> {
              header(out, v6, protocol, 0);
              out.u16Network(localPort).u16Network(remotePort);
              out.fixed(sixteen(v6, local)).fixed(sixteen(v6, remote));
              out.u32(link).fixed(HexFormat.of().parseHex(cookie));
            })
        .needing(DESTROYING);
  }

  /** Whether it is connected: what only listens or is bound is not. */
  public boolean isConnected() {
    return remotePort != 0 && state != LISTEN && state != CLOSE;
  }

  private static void header(MessageWriter out, boolean v6, int protocol, int states) {
    out.u8(v6 ? Netlink.INET6 : Netlink.INET).u8(protocol).u8(0).u8(0).u32(states);
  }

  /** A program of one instruction, which the kernel runs for each socket. */
  private static void condition(MessageWriter out, IpAddress address, int port) {
    byte[] octets = address.octets();
    int size = 4 + 8 + octets.length;
    int attribute = out.begin(BYTECODE);
    out.u8(DESTINATION_IS).u8(size).u16(size + 4);
    out.u8(address.isV6() ? Netlink.INET6 : Netlink.INET).u8(address.bitLength()).u16(0);
    out.u32(port == 0 ? ANY_PORT : port).fixed(octets).end(attribute);
  }

  private static byte[] sixteen(boolean v6, IpAddress address) {
    byte[] octets = address.octets();
    byte[] all = new byte[16];
    boolean mapped = v6 && octets.length == 4;
    if (mapped) {
      System.arraycopy(MAPPED, 0, all, 0, MAPPED.length);
    }
    System.arraycopy(octets, 0, all, mapped ? MAPPED.length : 0, octets.length);
    return all;
  }

  private SocketMessage over(int number) {
    return new SocketMessage(
        v6, number, state, local, localPort, remote, remotePort, link, cookie, uid);
  }

  /** Reads one; the message does not say its protocol. */
  static SocketMessage read(Message message) {
    Attributes _ = message.attributes(FIXED);
    boolean v6 = message.u8(0) == Netlink.INET6;
    return new SocketMessage(
        v6,
        0,
        message.u8(STATE_AT),
        address(message, LOCAL_AT, v6),
        message.u16Network(LOCAL_PORT_AT),
        address(message, REMOTE_AT, v6),
        message.u16Network(REMOTE_PORT_AT),
        message.u32(LINK_AT),
        HexFormat.of().formatHex(message.octets(COOKIE_AT, COOKIE)),
        message.u32(UID_AT));
  }

  private static IpAddress address(Message message, int at, boolean v6) {
    byte[] octets = message.octets(at, 16);
    return IpAddress.of(v6 ? octets : Arrays.copyOf(octets, 4));
  }
}
