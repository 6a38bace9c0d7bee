package io.fairlead.wire.netlink;

/** Numbers that every netlink message shares (linux/netlink.h). */
public final class Netlink {
  /** Bytes in front of each message. */
  public static final int HEADER = 16;

  /** Message type: nothing. */
  public static final int NOOP = 1;

  /** Message type: an {@link Ack}. */
  public static final int ERROR = 2;

  /** Message type: the end of a dump. */
  public static final int DONE = 3;

  /** Message type: messages were lost. */
  public static final int OVERRUN = 4;

  /** Flag: a request. */
  public static final int REQUEST = 0x1;

  /** Flag: more messages belong to this answer. */
  public static final int MULTI = 0x2;

  /** Flag: an answer is wanted even for success. */
  public static final int ACK = 0x4;

  /** Flag of a dump: what is dumped changed meanwhile, so it may be inconsistent. */
  public static final int DUMP_INTERRUPTED = 0x10;

  /** Flag: replace what is there. */
  public static final int REPLACE = 0x100;

  /** Flag: fail where it is there. */
  public static final int EXCLUSIVE = 0x200;

  /** Flag: make it where it is not there. */
  public static final int CREATE = 0x400;

  /** Flag: add another beside what is there. */
  public static final int APPEND = 0x800;

  /** Flag of a request: all of them (ROOT and MATCH). */
  public static final int DUMP = 0x300;

  /** Flag of an ack: it does not repeat the request. */
  public static final int CAPPED = 0x100;

  /** Flag of an ack: it carries attributes. */
  public static final int EXTENDED_ACK = 0x200;

  /** Family IPv4. */
  public static final int INET = 2;

  /** Family IPv6. */
  public static final int INET6 = 10;

  /** Family of bridges' own entries. */
  public static final int BRIDGE = 7;

  private Netlink() {}

  static int align(int length) {
    return (length + 3) & ~3;
  }
}
