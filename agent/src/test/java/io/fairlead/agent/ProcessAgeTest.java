package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessAgeTest {
  @Test
  void theNameMayHoldAnything() {
    String stat = "7 (a) b) S 1 7 7 0 -1 4194304 100 0 0 0 1 2 0 0 20 0 9 0 12000 1 2 3\n";
    assertEquals(Duration.ofMillis(1230), ProcessAge.between(stat, "121.23 200.00\n"));
  }

  @Test
  void thisProcessHasAnAge() {
    assertTrue(ProcessAge.now().isPositive());
  }
}
