package io.fairlead.wire.bpf;

/**
 * A register. A call takes its arguments in {@link #R1} to {@link #R5}, which it spoils, and leaves
 * its answer in {@link #R0}; {@link #R6} to {@link #R9} it leaves alone.
 */
public enum Register {
  /** What a call answers, and what the program does. */
  R0(0),
  /** The first argument; at the start of a program, its context. */
  R1(1),
  /** The second argument. */
  R2(2),
  /** The third argument. */
  R3(3),
  /** The fourth argument. */
  R4(4),
  /** The fifth argument. */
  R5(5),
  /** Kept by calls. */
  R6(6),
  /** Kept by calls. */
  R7(7),
  /** Kept by calls. */
  R8(8),
  /** Kept by calls. */
  R9(9),
  /** The end of the stack, of which 512 octets lie below it. Read only. */
  FP(10);

  private final int number;

  Register(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
