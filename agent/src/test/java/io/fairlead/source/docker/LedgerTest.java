package io.fairlead.source.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Registration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Registration WEB =
      Recorded.map(Recorded.facts("compose")).registrations().getFirst();

  private final Told told = new Told();
  private final Ledger ledger = new Ledger();

  private static Cause cause(int second) {
    return new Cause(START.plusSeconds(second), "event " + second);
  }

  private static Registration checked(Health health, int since, String output) {
    return WEB.withStates(
            List.of(
                new CheckState(
                    "healthcheck", "healthcheck", health, START.plusSeconds(since), output)))
        .withCause(cause(since));
  }

  private void claim(String container, Registration... registrations) {
    ledger.claim(container, START, List.of(registrations), cause(9), told);
  }

  private CheckState state() {
    return told.all().getFirst().states().getFirst();
  }

  @Test
  void sayingTheSameForAnotherCauseTellsNothing() {
    claim("a", WEB);
    claim("a", WEB.withCause(cause(1)));
    assertEquals(1, told.story().size());
  }

  @Test
  void aStateKeepsItsBeginningAndWordsWhileItsHealthStays() {
    claim("a", checked(Health.FAILING, 1, "first"));
    claim("a", checked(Health.FAILING, 2, "second"));
    assertEquals("first", state().output());
    assertEquals(1, told.story().size());
  }

  @Test
  void aStateThatChangesBeginsWithTheEventAtTheEarliest() {
    claim("a", checked(Health.FAILING, 1, "bad"));
    claim("a", checked(Health.PASSING, 0, "good").withCause(cause(5)));
    assertEquals(START.plusSeconds(5), state().since());
  }

  @Test
  void aStateOfAnEarlierLifeIsForgotten() {
    claim("a", checked(Health.PASSING, 1, "old"));
    ledger.claim(
        "a", START.plusSeconds(3), List.of(checked(Health.PASSING, 4, "new")), cause(9), told);
    assertEquals("new", state().output());
  }

  @Test
  void theFirstToClaimAnIdKeepsItUntilItGoes() {
    Registration second = checked(Health.PASSING, 1, "second");
    claim("a", WEB);
    claim("b", second);
    assertEquals(List.of(), ledger.contested("a"));
    assertEquals(List.of(WEB.id().id()), ledger.contested("b"));

    claim("a");
    assertEquals(second, told.all().getFirst());
    claim("b");
    assertEquals(0, told.all().size());
    assertEquals(0, ledger.size());
  }

  @Test
  void aResetKeepsWhatHasNotChangedAsItWasTold() {
    claim("a", WEB);
    ledger.keepOnly(Set.of());
    ledger.enter("a", START, List.of(WEB.withCause(cause(7))));
    ledger.reset(cause(8), told);
    assertEquals(List.of(WEB), told.all());
  }

  @Test
  void aResetForgetsWhoIsNotKept() {
    claim("a", WEB);
    ledger.keepOnly(Set.of("b"));
    ledger.reset(cause(8), told);
    assertEquals(List.of(), told.all());
  }
}
