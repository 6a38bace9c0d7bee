package io.fairlead.wire.bpf;

/** When a jump is taken; numbers have no sign. */
public enum Condition {
  /** Both are equal. */
  EQ(0x10),
  /** The first is greater. */
  GT(0x20),
  /** The first is greater, or both are equal. */
  GE(0x30),
  /** Both have a bit in common. */
  SET(0x40),
  /** They differ. */
  NE(0x50),
  /** The first is less. */
  LT(0xa0),
  /** The first is less, or both are equal. */
  LE(0xb0);

  private final int bits;

  Condition(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }
}
