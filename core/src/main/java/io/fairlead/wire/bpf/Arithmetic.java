package io.fairlead.wire.bpf;

/** What is done to a register; numbers have no sign. */
public enum Arithmetic {
  /** Adds. */
  ADD(0x00),
  /** Subtracts. */
  SUB(0x10),
  /** Multiplies. */
  MUL(0x20),
  /** Divides; by nothing gives nothing. */
  DIV(0x30),
  /** All bits that either has. */
  OR(0x40),
  /** All bits that both have. */
  AND(0x50),
  /** Moves bits up. */
  LSH(0x60),
  /** Moves bits down. */
  RSH(0x70),
  /** What is left after dividing. */
  MOD(0x90),
  /** All bits that one of both has. */
  XOR(0xa0),
  /** Takes over. */
  MOV(0xb0);

  private final int bits;

  Arithmetic(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }
}
