package io.fairlead.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> KNOWN = List.of("service", "interval", "timeout", "rise");

  @Test
  void slipsFindTheWordThatWasMeant() {
    assertEquals(Optional.of("service"), Nearest.of("sevrice", KNOWN));
    assertEquals(Optional.of("interval"), Nearest.of("Interval", KNOWN));
    assertEquals(Optional.of("timeout"), Nearest.of("time_out", KNOWN));
    assertEquals(Optional.of("rise"), Nearest.of("ries", KNOWN));
  }

  @Test
  void wordsThatAreFarFromAllFindNothing() {
    assertEquals(Optional.empty(), Nearest.of("colour", KNOWN));
    assertEquals(Optional.empty(), Nearest.of("", KNOWN));
    assertEquals(Optional.empty(), Nearest.of("x".repeat(10_000), KNOWN));
  }
}
