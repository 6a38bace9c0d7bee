package io.fairlead.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.InvalidField;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "10s, PT10S",
    "1m, PT1M",
    "2h, PT2H",
    "1d, PT24H",
    "0, PT0S",
    "0s, PT0S",
    "1m30s, PT1M30S",
    "1h0m0s, PT1H",
    "1500us, PT0.0015S",
    "7ns, PT0.000000007S",
    "36500d, PT876000H"
  })
  void peoplesDurationsAreRead(String text, Duration meant) {
    assertEquals(meant, Durations.parse("x", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "s",
        "-1s",
        "+1s",
        "1 s",
        "1.5h",
        "10S",
        "1w",
        "1s 2s",
        "10sec",
        "1s!",
        "36501d",
        "999999999999999999d",
        "9999999999999999999999s",
        "36500d1ns"
      })
  void anythingElseIsRefusedNamingTheField(String text) {
    InvalidField e = assertThrows(InvalidField.class, () -> Durations.parse("a.b", text));
    assertEquals("a.b", e.field());
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT1M30S, 90s", "PT24H, 1d", "PT0.25S, 250ms", "PT0.000000007S, 7ns"})
  void oneNumberAndOneUnitAreWritten(Duration duration, String text) {
    assertEquals(text, Durations.format(duration));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      Duration duration = Duration.ofNanos(random.nextLong(1L << random.nextInt(1, 61)));
      assertEquals(
          duration, Durations.parse("x", Durations.format(duration)), () -> "seed " + seed);
    }
  }
}
