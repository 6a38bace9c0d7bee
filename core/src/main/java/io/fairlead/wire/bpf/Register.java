package io.fairlead.wire.bpf;

/**
 * A register. A call takes its arguments in {@link #R1} to {@link #R5}, which it spoils, and leaves
 * its answer in {@link #R0}; {@link #R6} to {@link #R9} it leaves alone.
 */
public enum Register {
  /** What a call answers, and what the program does. */
  R0,
  /** The first argument; at the start of a program, its context. */
  R1,
  /** The second argument. */
  R2,
  /** The third argument. */
  R3,
  /** The fourth argument. */
  R4,
  /** The fifth argument. */
  R5,
  /** Kept by calls. */
  R6,
  /** Kept by calls. */
  R7,
  /** Kept by calls. */
  R8,
  /** Kept by calls. */
  R9,
  /** The end of the stack, of which 512 octets lie below it. Read only. */
  FP;

  int number() {
    return ordinal();
  }
}
