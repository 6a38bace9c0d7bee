package io.fairlead.wire.bpf;

/** Functions of the kernel that programs may call, by their numbers in {@code linux/bpf.h}. */
public enum Call {
  /** (map, key): the value's place, or nothing. */
  MAP_LOOKUP(1),
  /** (map, key, value, flags). */
  MAP_UPDATE(2),
  /** (map, key). */
  MAP_DELETE(3),
  /** (): nanoseconds since the start. */
  KTIME(5),
  /** (): any number of 32 bits. */
  RANDOM(7),
  /** (packet, offset, from, length, flags): writes into a packet. */
  SKB_STORE(9),
  /** (link, flags): sends the packet there; what it answers is what the program returns. */
  REDIRECT(23),
  /** (packet, kind): who the packet is for, as {@code PACKET_HOST}. */
  SKB_CHANGE_TYPE(32),
  /** (packet, length): has so much of it where it can be read at once. */
  SKB_PULL(39),
  /** (context): a number that tells a socket from all others. */
  SOCKET_COOKIE(46),
  /** (link, next hop, its length, flags): sends it there by the neighbour table. */
  REDIRECT_NEIGHBOUR(152),
  /** (link, flags): sends it in at the other end of a pair, in its namespace. */
  REDIRECT_PEER(155),
  /** (packet, link, length, difference, flags): 0 where the link carries it. */
  CHECK_MTU(163);

  private final int number;

  Call(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
