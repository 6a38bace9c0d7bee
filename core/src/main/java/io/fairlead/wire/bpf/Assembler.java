package io.fairlead.wire.bpf;

import static io.fairlead.wire.bpf.Arithmetic.ADD;
import static io.fairlead.wire.bpf.Arithmetic.AND;
import static io.fairlead.wire.bpf.Arithmetic.MOV;

import io.fairlead.wire.bpf.Instruction.Operand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a program, an instruction a call. Words that end in {@code 32} work on the lower half of a
 * register and clear the upper. Labels may be jumped to before they are set. Used by one thread.
 */
public final class Assembler {
  private final String name;
  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();

  /** A program of this name, without any instruction yet. */
  public Assembler(String name) {
    this.name = name;
  }

  /** The program. */
  public Code code() {
    return new Code(name, instructions, labels);
  }

  /** The next instruction is what this label means. */
  public Assembler at(String label) {
    if (labels.put(label, instructions.size()) != null) {
      throw new IllegalArgumentException("label '" + label + "' is set twice in " + name);
    }
    return this;
  }

  /** What another writes; for what several programs have in common. */
  public Assembler with(Consumer<Assembler> part) {
    part.accept(this);
    return this;
  }

  /** {@code to = number}. */
  public Assembler mov(Register to, int number) {
    return compute(MOV, to, number);
  }

  /** {@code to = from}. */
  public Assembler mov(Register to, Register from) {
    return compute(MOV, to, from);
  }

  /** {@code to += number}. */
  public Assembler add(Register to, int number) {
    return compute(ADD, to, number);
  }

  /** {@code to += by}. */
  public Assembler add(Register to, Register by) {
    return compute(ADD, to, by);
  }

  /** {@code to &= number}. */
  public Assembler and(Register to, int number) {
    return compute(AND, to, number);
  }

  /** Any arithmetic with a number. */
  public Assembler compute(Arithmetic what, Register to, int number) {
    return put(new Instruction.Compute(true, what, to, new Operand.Literal(number)));
  }

  /** Any arithmetic with a register. */
  public Assembler compute(Arithmetic what, Register to, Register by) {
    return put(new Instruction.Compute(true, what, to, new Operand.Held(by)));
  }

  /** Any arithmetic with a number, on 32 bits. */
  public Assembler compute32(Arithmetic what, Register to, int number) {
    return put(new Instruction.Compute(false, what, to, new Operand.Literal(number)));
  }

  /** Any arithmetic with a register, on 32 bits. */
  public Assembler compute32(Arithmetic what, Register to, Register by) {
    return put(new Instruction.Compute(false, what, to, new Operand.Held(by)));
  }

  /** The lower 16, 32 or 64 bits from network order, or to it. */
  public Assembler swap(Register what, int bits) {
    if (bits != 16 && bits != 32 && bits != 64) {
      throw new IllegalArgumentException(bits + " bits cannot be turned; use 16, 32 or 64");
    }
    return put(new Instruction.Swap(what, bits));
  }

  /** {@code to = *(from + offset)}. */
  public Assembler load(Size size, Register to, Register from, int offset) {
    return put(new Instruction.Load(size, to, from, offset));
  }

  /** {@code *(to + offset) = what}. */
  public Assembler store(Size size, Register to, int offset, Register what) {
    return put(new Instruction.Store(size, to, offset, new Operand.Held(what)));
  }

  /** {@code *(to + offset) = number}. */
  public Assembler store(Size size, Register to, int offset, int number) {
    return put(new Instruction.Store(size, to, offset, new Operand.Literal(number)));
  }

  /** {@code *(to + offset) += what}, as if alone; a word or a double. */
  public Assembler atomicAdd(Size size, Register to, int offset, Register what) {
    return put(new Instruction.Add(size, to, offset, what));
  }

  /** {@code to = value}, of 64 bits. */
  public Assembler constant(Register to, long value) {
    return put(new Instruction.Constant(to, value));
  }

  /** {@code to =} a map, by the name that it has among the program's. */
  public Assembler map(Register to, String map) {
    return put(new Instruction.MapOf(to, map));
  }

  /** Goes on at a label. */
  public Assembler go(String label) {
    return put(new Instruction.Go(label));
  }

  /** Goes on at a label where {@code left when number}. */
  public Assembler jump(Condition when, Register left, int number, String label) {
    return put(new Instruction.Jump(true, when, left, new Operand.Literal(number), label));
  }

  /** Goes on at a label where {@code left when right}. */
  public Assembler jump(Condition when, Register left, Register right, String label) {
    return put(new Instruction.Jump(true, when, left, new Operand.Held(right), label));
  }

  /** As {@link #jump(Condition, Register, int, String)}, of the lower 32 bits. */
  public Assembler jump32(Condition when, Register left, int number, String label) {
    return put(new Instruction.Jump(false, when, left, new Operand.Literal(number), label));
  }

  /** As {@link #jump(Condition, Register, Register, String)}, of the lower 32 bits. */
  public Assembler jump32(Condition when, Register left, Register right, String label) {
    return put(new Instruction.Jump(false, when, left, new Operand.Held(right), label));
  }

  /** Calls a function of the kernel. */
  public Assembler call(Call function) {
    return put(new Instruction.Calling(function));
  }

  /** Ends, answering what {@link Register#R0} holds. */
  public Assembler exit() {
    return put(new Instruction.Exit());
  }

  /** Ends, answering this number. */
  public Assembler exit(int number) {
    return mov(Register.R0, number).exit();
  }

  private Assembler put(Instruction instruction) {
    instructions.add(instruction);
    return this;
  }
}
