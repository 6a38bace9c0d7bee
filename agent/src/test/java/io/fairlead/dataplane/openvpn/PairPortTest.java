package io.fairlead.dataplane.openvpn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which port of a node another calls. */
class PairPortTest {
  private static SortedSet<String> nodes(int count) {
    TreeSet<String> nodes = new TreeSet<>();
    IntStream.range(0, count).forEach(i -> nodes.add("host-" + i));
    return nodes;
  }

  @Test
  void ofAThousandNodesNoTwoCallAnotherAtOnePort() {
    SortedSet<String> nodes = nodes(1000);
    String first = nodes.first();
    Set<Integer> ports = new HashSet<>();
    for (String caller : nodes.tailSet(first + "\0")) {
      int port = PairPort.of(first, caller, nodes);
      assertTrue(port >= PairPort.FIRST && port < PairPort.FIRST + PairPort.COUNT, caller);
      assertTrue(ports.add(port), caller);
    }
  }

  @Test
  void aNodeThatJoinsHundredsMovesHardlyAnybody() {
    SortedSet<String> before = nodes(200);
    SortedSet<String> after = new TreeSet<>(before);
    after.add("host-0-new");
    int moved = 0;
    for (String listener : before) {
      for (String caller : before.tailSet(listener + "\0")) {
        if (PairPort.of(listener, caller, before) != PairPort.of(listener, caller, after)) {
          moved++;
        }
      }
    }
    assertTrue(moved <= 10, moved + " of 19900 pairs");
  }

  /** Other versions of the agent must say the same. */
  @Test
  void itIsTheSameInAllVersions() {
    SortedSet<String> nodes = new TreeSet<>(List.of("h1", "h2", "h3"));
    assertEquals(
        List.of(22_211, 21_205, 23_360),
        List.of(
            PairPort.of("h1", "h2", nodes),
            PairPort.of("h1", "h3", nodes),
            PairPort.of("h2", "h3", nodes)));
  }
}
