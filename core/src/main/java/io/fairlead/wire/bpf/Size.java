package io.fairlead.wire.bpf;

/** How much is loaded or stored at once. */
public enum Size {
  /** One octet. */
  BYTE(0x10),
  /** Two octets. */
  HALF(0x08),
  /** Four octets. */
  WORD(0x00),
  /** Eight octets. */
  DOUBLE(0x18);

  private final int bits;

  Size(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }
}
