package io.fairlead.wire.bpf;

/**
 * One instruction. An operand is a register, or a number of 32 bits with its sign.
 *
 * <p>RFC 9669 has what each does.
 */
public sealed interface Instruction {
  /** The second operand: a register or a number. */
  sealed interface Operand {
    /** What a register holds. */
    record Held(Register register) implements Operand {}

    /** A number; where 64 bits are worked on, its sign goes on. */
    record Literal(int value) implements Operand {}
  }

  /** Does something to a register: to all its 64 bits, or to 32 and clears the others. */
  record Compute(boolean wide, Arithmetic what, Register to, Operand by) implements Instruction {}

  /** Turns the lower 16, 32 or 64 bits of a register from or to network order. */
  record Swap(Register what, int bits) implements Instruction {}

  /** Loads from {@code from + offset}. */
  record Load(Size size, Register to, Register from, int offset) implements Instruction {}

  /** Stores at {@code to + offset}. */
  record Store(Size size, Register to, int offset, Operand what) implements Instruction {}

  /** Adds a register to what stands at {@code to + offset}, as if alone; a word or a double. */
  record Add(Size size, Register to, int offset, Register what) implements Instruction {}

  /** Loads a number of 64 bits; takes the place of two instructions. */
  record Constant(Register to, long value) implements Instruction {}

  /** Loads a map, by the name that it has among the program's; takes the place of two. */
  record MapOf(Register to, String map) implements Instruction {}

  /** Goes on at a label where something is so. */
  record Jump(boolean wide, Condition when, Register left, Operand right, String label)
      implements Instruction {}

  /** Goes on at a label. */
  record Go(String label) implements Instruction {}

  /** Calls a function of the kernel. */
  record Calling(Call function) implements Instruction {}

  /** Ends the program. */
  record Exit() implements Instruction {}

  /** The places that it takes in a program. */
  default int places() {
    return this instanceof Constant || this instanceof MapOf ? 2 : 1;
  }
}
