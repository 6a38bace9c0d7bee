package io.fairlead.linux.bpf;

/**
 * Where in the kernel a program runs, by the numbers of {@code linux/bpf.h}. Programs at a link see
 * packets; those at a control group see what processes of it do with sockets.
 */
public enum Place {
  /** What comes in by a link, before anything else looks at it. */
  LINK_INGRESS(46, 3, "tcx", "6.6"),
  /** What goes out by a link. */
  LINK_EGRESS(47, 3, "tcx", "6.6"),
  /** A socket of IPv4 that connects. */
  CONNECT4(10, 18, "connect programs", "4.17"),
  /** A socket of IPv6 that connects. */
  CONNECT6(11, 18, "connect programs", "4.17"),
  /** What an unconnected UDP socket of IPv4 sends. */
  SENDMSG4(14, 18, "sendmsg programs", "4.18"),
  /** What an unconnected UDP socket of IPv6 sends. */
  SENDMSG6(15, 18, "sendmsg programs", "4.18"),
  /** From where a UDP socket of IPv4 has received. */
  RECVMSG4(19, 18, "recvmsg programs", "5.2"),
  /** From where a UDP socket of IPv6 has received. */
  RECVMSG6(20, 18, "recvmsg programs", "5.2"),
  /** Who a socket of IPv4 is connected with, when it asks. */
  GETPEERNAME4(29, 18, "getpeername programs", "5.8"),
  /** Who a socket of IPv6 is connected with, when it asks. */
  GETPEERNAME6(30, 18, "getpeername programs", "5.8");

  private final int attachType;
  private final int programType;
  private final String feature;
  private final String since;

  Place(int attachType, int programType, String feature, String since) {
    this.attachType = attachType;
    this.programType = programType;
    this.feature = feature;
    this.since = since;
  }

  int attachType() {
    return attachType;
  }

  int programType() {
    return programType;
  }

  /** Whether it is at a link, and not at a control group. */
  public boolean isLink() {
    return this == LINK_INGRESS || this == LINK_EGRESS;
  }

  /** That this kernel does not have it, and which does. */
  String lacking() {
    return "this kernel ("
        + System.getProperty("os.version", "unknown")
        + ") has no "
        + feature
        + "; Linux "
        + since
        + " brings them";
  }
}
