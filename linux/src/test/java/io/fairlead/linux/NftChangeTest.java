package io.fairlead.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.Sandbox;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commands that change a table. */
class NftChangeTest {
  private static final NftTable PLAIN =
      NftTable.of(Sandbox.HOST, "inet", "fairlead-test", "map to { type ipv4_addr : verdict; }\n");

  private static final NftTable ONE =
      PLAIN
          .withParts(Map.of("chain pa", "  ip saddr @sa accept\n", "set sa", "  type ipv4_addr\n"))
          .with("to", List.of("10.0.0.1 : jump pa"))
          .with("sa", List.of("10.0.0.2"));

  @Test
  void aTableIsMadeInOneTransaction() {
    assertEquals(
        """
        add table inet fairlead-test
        delete table inet fairlead-test
        table inet fairlead-test {
        map to { type ipv4_addr : verdict; }

        chain pa {
          ip saddr @sa accept
        }
        set sa {
          type ipv4_addr
        }
        }
        add element inet fairlead-test sa { 10.0.0.2 }
        add element inet fairlead-test to { 10.0.0.1 : jump pa }
        """,
        NftChange.anew(ONE));
  }

  @Test
  void partsComeBeforeWhatPointsToThem() {
    assertEquals(
        """
        table inet fairlead-test {
        chain pa {
          ip saddr @sa accept
        }
        set sa {
          type ipv4_addr
        }
        }
        add element inet fairlead-test sa { 10.0.0.2 }
        add element inet fairlead-test to { 10.0.0.1 : jump pa }
        """,
        NftChange.between(PLAIN.with("to", List.of()), ONE));
  }

  @Test
  void andGoAfterIt() {
    assertEquals(
        """
        delete element inet fairlead-test to { 10.0.0.1 : jump pa }
        delete chain inet fairlead-test pa
        delete set inet fairlead-test sa
        """,
        NftChange.between(ONE, PLAIN.with("to", List.of())));
  }

  @Test
  void aChangedChainIsEmptiedAndFilledAndAnElementAddedAlone() {
    NftTable other =
        ONE.withParts(Map.of("chain pa", "  accept\n", "set sa", "  type ipv4_addr\n"));
    assertEquals(
        """
        flush chain inet fairlead-test pa
        table inet fairlead-test {
        chain pa {
          accept
        }
        }
        """,
        NftChange.between(ONE, other));
    assertEquals(
        "add element inet fairlead-test sa { 10.0.0.3 }\n",
        NftChange.between(ONE, ONE.with("sa", List.of("10.0.0.2", "10.0.0.3"))));
  }

  @Test
  void anotherDefinitionNeedsTheWholeTable() {
    assertNull(NftChange.between(ONE, NftTable.of(Sandbox.HOST, "inet", "fairlead-test", "")));
  }
}
