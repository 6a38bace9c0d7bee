package io.fairlead.wire.bpf;

import io.fairlead.wire.bpf.Instruction.Operand;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * A program as it was assembled: what the kernel loads once it is told which map each name means.
 *
 * @param name for people, of at most 15 letters, digits and underscores
 * @param instructions in their order
 * @param labels the instruction, by its number, before which each label stands
 */
public record Code(String name, List<Instruction> instructions, Map<String, Integer> labels) {
  private static final int OCTETS = 8;

  // Classes of instructions (RFC 9669, 2.1), and where their operand comes from.
  private static final int LOAD_IMMEDIATE = 0x18;
  private static final int LOAD = 0x61;
  private static final int STORE_NUMBER = 0x62;
  private static final int STORE = 0x63;
  private static final int STORE_ATOMIC = 0xc3;
  private static final int ALU = 0x04;
  private static final int JUMP = 0x05;
  private static final int JUMP32 = 0x06;
  private static final int ALU64 = 0x07;
  private static final int SWAP = 0xdc;
  private static final int REGISTER = 0x08;
  private static final int CALL = 0x85;
  private static final int EXIT = 0x95;
  private static final int A_MAP = 1; // BPF_PSEUDO_MAP_FD

  public Code {
    if (!name.matches("[A-Za-z0-9_]{1,15}")) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of a program; use 1 to 15 letters, digits and '_'");
    }
    instructions = List.copyOf(instructions);
    labels = Map.copyOf(labels);
  }

  /** The names of the maps that it uses. */
  public Set<String> maps() {
    Set<String> maps = new LinkedHashSet<>();
    for (Instruction one : instructions) {
      if (one instanceof Instruction.MapOf map) {
        maps.add(map.map());
      }
    }
    return maps;
  }

  /** The places that it takes. */
  public int places() {
    return instructions.stream().mapToInt(Instruction::places).sum();
  }

  /**
   * Its bytes.
   *
   * @param maps an open file for each name of a map
   * @throws IllegalArgumentException where it jumps to no label, or too far
   */
  public byte[] bytes(ToIntFunction<String> maps) {
    Map<String, Integer> targets = targets();
    ByteBuffer out = ByteBuffer.allocate(places() * OCTETS).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction one : instructions) {
      int next = out.position() / OCTETS + 1;
      switch (one) {
        case Instruction.Compute(boolean wide, Arithmetic what, Register to, Operand by) ->
            operand(out, what.bits() | (wide ? ALU64 : ALU), to, 0, by);
        case Instruction.Swap(Register what, int bits) -> put(out, SWAP, what, 0, 0, bits);
        case Instruction.Load(Size size, Register to, Register from, int offset) ->
            put(out, LOAD | size.bits(), to, from.number(), offset, 0);
        case Instruction.Store(Size size, Register to, int offset, Operand what) -> {
          switch (what) {
            case Operand.Held(Register held) ->
                put(out, STORE | size.bits(), to, held.number(), offset, 0);
            case Operand.Literal(int number) ->
                put(out, STORE_NUMBER | size.bits(), to, 0, offset, number);
          }
        }
        case Instruction.Add(Size size, Register to, int offset, Register what) ->
            put(out, STORE_ATOMIC | size.bits(), to, what.number(), offset, 0);
        case Instruction.Constant(Register to, long value) -> {
          put(out, LOAD_IMMEDIATE, to, 0, 0, (int) value);
          put(out, 0, Register.R0, 0, 0, (int) (value >>> 32));
        }
        case Instruction.MapOf(Register to, String map) -> {
          put(out, LOAD_IMMEDIATE, to, A_MAP, 0, maps.applyAsInt(map));
          put(out, 0, Register.R0, 0, 0, 0);
        }
        case Instruction.Jump(
                boolean wide,
                Condition when,
                Register left,
                Operand right,
                String label) ->
            operand(
                out,
                when.bits() | (wide ? JUMP : JUMP32),
                left,
                distance(targets, label, next),
                right);
        case Instruction.Go(String label) ->
            put(out, JUMP, Register.R0, 0, distance(targets, label, next), 0);
        case Instruction.Calling(Call function) ->
            put(out, CALL, Register.R0, 0, 0, function.number());
        case Instruction.Exit() -> put(out, EXIT, Register.R0, 0, 0, 0);
      }
    }
    return out.array();
  }

  private Map<String, Integer> targets() {
    int[] starts = new int[instructions.size() + 1];
    for (int i = 0; i < instructions.size(); i++) {
      starts[i + 1] = starts[i] + instructions.get(i).places();
    }
    Map<String, Integer> targets = new HashMap<>();
    labels.forEach((label, at) -> targets.put(label, starts[at]));
    return targets;
  }

  private int distance(Map<String, Integer> targets, String label, int next) {
    Integer target = targets.get(label);
    if (target == null) {
      throw new IllegalArgumentException(
          name
              + " jumps to '"
              + label
              + "', which stands nowhere; set it with at(\""
              + label
              + "\")");
    }
    int distance = target - next;
    if (distance != (short) distance) {
      throw new IllegalArgumentException(
          name + " jumps " + distance + " places to '" + label + "'; 32767 is the most");
    }
    return distance;
  }

  private static void operand(ByteBuffer out, int code, Register to, int offset, Operand by) {
    switch (by) {
      case Operand.Held(Register held) -> put(out, code | REGISTER, to, held.number(), offset, 0);
      case Operand.Literal(int number) -> put(out, code, to, 0, offset, number);
    }
  }

  private static void put(
      ByteBuffer out, int code, Register to, int from, int offset, int immediate) {
    if (offset != (short) offset) {
      throw new IllegalArgumentException("offset " + offset + " is out of range");
    }
    out.put((byte) code)
        .put((byte) (to.number() | from << 4))
        .putShort((short) offset)
        .putInt(immediate);
  }
}
