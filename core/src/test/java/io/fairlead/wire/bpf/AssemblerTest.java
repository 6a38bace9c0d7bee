package io.fairlead.wire.bpf;

import static io.fairlead.wire.bpf.Register.FP;
import static io.fairlead.wire.bpf.Register.R0;
import static io.fairlead.wire.bpf.Register.R1;
import static io.fairlead.wire.bpf.Register.R2;
import static io.fairlead.wire.bpf.Register.R6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** Instructions as RFC 9669 has their bytes; beside each stands its text in LLVM's language. */
class AssemblerTest {
  @Test
  void arithmeticIsEncoded() {
    assertBytes(
        program()
            .mov(R1, 7) // r1 = 7
            .mov(R6, R1) // r6 = r1
            .add(R2, -24) // r2 += -24
            .and(R1, 15) // r1 &= 15
            .compute(Arithmetic.LSH, R1, 32) // r1 <<= 32
            .compute(Arithmetic.XOR, R1, R2) // r1 ^= r2
            .compute32(Arithmetic.MOD, R0, R1) // w0 %= w1
            .compute32(Arithmetic.MUL, R0, 3) // w0 *= 3
            .swap(R1, 16), // r1 = be16 r1
        """
        b7 01 0000 07000000
        bf 16 0000 00000000
        07 02 0000 e8ffffff
        57 01 0000 0f000000
        67 01 0000 20000000
        af 21 0000 00000000
        9c 10 0000 00000000
        24 00 0000 03000000
        dc 01 0000 10000000
        """);
  }

  @Test
  void memoryIsEncoded() {
    assertBytes(
        program()
            .load(Size.WORD, R2, R1, 76) // r2 = *(u32 *)(r1 + 76)
            .load(Size.BYTE, R0, R2, 14) // r0 = *(u8 *)(r2 + 14)
            .store(Size.HALF, R2, 6, R1) // *(u16 *)(r2 + 6) = r1
            .store(Size.DOUBLE, FP, -8, R0) // *(u64 *)(r10 - 8) = r0
            .store(Size.WORD, FP, -16, 0) // *(u32 *)(r10 - 16) = 0
            .atomicAdd(Size.DOUBLE, R0, 8, R1), // lock *(u64 *)(r0 + 8) += r1
        """
        61 12 4c00 00000000
        71 20 0e00 00000000
        6b 12 0600 00000000
        7b 0a f8ff 00000000
        62 0a f0ff 00000000
        db 10 0800 00000000
        """);
  }

  @Test
  void jumpsCountThePlacesBetween() {
    assertBytes(
        program()
            .at("again")
            .jump(Condition.EQ, R1, 5, "end") // over the wide one: 4
            .constant(R2, 0x1122334455667788L)
            .jump32(Condition.GE, R1, R2, "again")
            .go("end")
            .at("end")
            .call(Call.REDIRECT_PEER)
            .exit(),
        """
        15 01 0400 05000000
        18 02 0000 88776655
        00 00 0000 44332211
        3e 21 fcff 00000000
        05 00 0000 00000000
        85 00 0000 9b000000
        95 00 0000 00000000
        """);
  }

  @Test
  void mapsStandByTheirFiles() {
    Code code = program().map(R1, "ways").exit(-1).code();
    assertEquals(Set.of("ways"), code.maps());
    assertEquals(4, code.places());
    assertEquals(
        """
        18 11 0000 2a000000
        00 00 0000 00000000
        b7 00 0000 ffffffff
        95 00 0000 00000000
        """,
        text(code.bytes(map -> map.equals("ways") ? 42 : -1)));
  }

  @Test
  void aLabelThatStandsNowhereIsNamed() {
    Code code = program().go("home").code();
    Exception thrown = assertThrows(IllegalArgumentException.class, () -> code.bytes(map -> 0));
    assertTrue(String.valueOf(thrown.getMessage()).contains("'home', which stands nowhere"));
  }

  @Test
  void aLabelIsSetOnce() {
    Assembler twice = program().at("here").mov(R0, 0);
    Exception thrown = assertThrows(IllegalArgumentException.class, () -> twice.at("here"));
    assertTrue(String.valueOf(thrown.getMessage()).contains("'here' is set twice in test"));
  }

  @Test
  void aJumpThatIsTooFarIsRefused() {
    Assembler far = program().go("end");
    for (int i = 0; i < 40_000; i++) {
      far.mov(R0, i);
    }
    Code code = far.at("end").exit().code();
    Exception thrown = assertThrows(IllegalArgumentException.class, () -> code.bytes(map -> 0));
    assertTrue(String.valueOf(thrown.getMessage()).contains("32767 is the most"));
  }

  @Test
  void aNameThatTheKernelRefusesIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Assembler("much-too-long-a-name").code());
  }

  private static Assembler program() {
    return new Assembler("test");
  }

  private static void assertBytes(Assembler program, String expected) {
    assertEquals(expected, text(program.code().bytes(map -> 0)));
  }

  private static String text(byte[] bytes) {
    HexFormat hex = HexFormat.of();
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    for (int i = 0; i < bytes.length; i += 8) {
      lines.add(
          String.join(
              " ",
              hex.formatHex(bytes, i, i + 1),
              hex.formatHex(bytes, i + 1, i + 2),
              hex.formatHex(bytes, i + 2, i + 4),
              hex.formatHex(bytes, i + 4, i + 8)));
    }
    return lines.toString();
  }
}
