package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Cause;
import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.ServiceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompositionTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
  private static final Cause START = new Cause(AT, "docker event start");
  private static final Check HTTP = check("http", Duration.ofSeconds(10), Health.UNKNOWN);
  private static final CheckState RUNNING =
      new CheckState("container", "container", Health.PASSING, AT, "running");

  @ParameterizedTest(name = "source drains {0}, marked {1}, overdue {2}: {3}")
  @CsvSource({
    "false, false, false, in",
    "true,  false, false, draining",
    "false, true,  false, draining",
    "true,  true,  false, draining",
    "false, false, true,  out",
    "false, true,  true,  out",
  })
  void factsDecideWhetherAnInstanceIsIn(boolean drains, boolean marked, boolean due, String is) {
    Registration registration = registration(drains, List.of(), List.of());
    Optional<Instance> instance =
        Composition.compose("host1", facts(registration, Map.of(), marked, due), START);
    assertEquals(
        is, instance.map(composed -> composed.draining() ? "draining" : "in").orElse("out"));
  }

  @Test
  void theSourcesOwnStatesComeFirstThenTheChecksInTheirOrder() {
    Check tcp = check("tcp", Duration.ofSeconds(1), Health.UNKNOWN);
    CheckState passing = new CheckState("http", "tcp", Health.PASSING, AT, "accepted");
    Registration registration = registration(false, List.of(tcp, HTTP), List.of(RUNNING));
    Instance instance = compose(registration, Map.of("http", passing));
    assertEquals(
        List.of("container", "tcp", "http"),
        instance.states().stream().map(CheckState::name).toList());
    assertEquals(Health.UNKNOWN, instance.health());
  }

  @ParameterizedTest
  @CsvSource({"PASSING", "UNKNOWN", "FAILING"})
  void aCheckThatHasNotRunCountsAsItsInitialVerdict(Health initial) {
    Registration registration =
        registration(false, List.of(check("http", Duration.ofSeconds(1), initial)), List.of());
    assertEquals(
        initial,
        compose(registration, Composition.verdicts(registration, List.of(), Map.of())).health());
  }

  @Test
  void aCheckDefinedExactlyAsBeforeKeepsItsVerdict() {
    CheckState said = new CheckState("http", "tcp", Health.FAILING, AT.minusSeconds(9), "refused");
    Registration registration = registration(false, List.of(HTTP), List.of());
    assertEquals(
        Map.of("http", said),
        Composition.verdicts(registration, List.of(HTTP), Map.of("http", said)));
  }

  @Test
  void aCheckDefinedOtherwiseStartsAnew() {
    CheckState said = new CheckState("http", "tcp", Health.FAILING, AT.minusSeconds(9), "refused");
    Registration registration =
        registration(
            false, List.of(check("http", Duration.ofSeconds(3), Health.UNKNOWN)), List.of());
    Map<String, CheckState> verdicts =
        Composition.verdicts(registration, List.of(HTTP), Map.of("http", said));
    assertEquals(Map.of("http", new CheckState("http", "tcp", Health.UNKNOWN, AT, "")), verdicts);
  }

  @Test
  void whatWasComposedComesApartAgain() {
    CheckState said = new CheckState("http", "tcp", Health.FAILING, AT, "refused");
    for (boolean drains : new boolean[] {false, true}) {
      for (boolean marked : new boolean[] {false, true}) {
        Registration registration = registration(drains, List.of(HTTP), List.of(RUNNING));
        Instance once =
            Composition.compose(
                    "host1", facts(registration, Map.of("http", said), marked, false), START)
                .orElseThrow();
        Registration again = Composition.decompose(once, marked);
        Instance twice =
            Composition.compose(
                    "host1", facts(again, Composition.verdictsOf(once), marked, false), START)
                .orElseThrow();
        assertEquals(once, twice);
        assertEquals(List.of(RUNNING), again.states());
        assertTrue(marked || again.equals(registration));
      }
    }
  }

  @Test
  void aVerdictBecomesACauseThatPeopleCanRead() {
    CheckState failing = new CheckState("http", "http", Health.FAILING, AT, "HTTP 503");
    assertEquals(new Cause(AT, "check http fails: HTTP 503"), Composition.because(failing));
  }

  @Test
  void anInstanceWhoseCheckFailsIsNotServing() {
    CheckState failing = new CheckState("http", "tcp", Health.FAILING, AT, "refused");
    Registration registration = registration(false, List.of(HTTP), List.of(RUNNING));
    assertFalse(compose(registration, Map.of("http", failing)).serving());
  }

  private static Instance compose(Registration registration, Map<String, CheckState> verdicts) {
    return Composition.compose("host1", facts(registration, verdicts, false, false), START)
        .orElseThrow();
  }

  private static Composition.Facts facts(
      Registration registration, Map<String, CheckState> verdicts, boolean drained, boolean due) {
    return new Composition.Facts(registration, verdicts, drained, due);
  }

  private static Check check(String name, Duration interval, Health initial) {
    Check.Timing timing = new Check.Timing(interval, Duration.ofSeconds(1), 1, 1, null);
    return new Check(name, new CheckSpec.Tcp(0), timing, initial);
  }

  private static Registration registration(
      boolean draining, List<Check> checks, List<CheckState> states) {
    return new Registration(
        new RegistrationId("docker", "web-1:80"),
        ServiceKey.of("web"),
        "web-1",
        Port.tcp(80),
        IpAddress.parse("172.17.0.2"),
        List.of(),
        List.of("blue"),
        Map.of("version", "1"),
        1,
        draining,
        checks,
        states,
        START);
  }
}
