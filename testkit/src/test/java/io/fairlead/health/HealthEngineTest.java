package io.fairlead.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.Health;
import io.fairlead.model.IpAddress;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Probe;
import io.fairlead.testkit.time.ManualTime;
import io.fairlead.testkit.time.Patience;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthEngineTest {
  private static final RegistrationId WEB = new RegistrationId("docker", "web-1");
  private static final HealthChecks.Subject AT = subject("10.0.0.1");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();
  private final Ear ear = new Ear();
  private final Switchboard probe = new Switchboard();
  private final HealthEngine engine =
      new HealthEngine(ear, Map.of(CheckSpec.Tcp.class, probe), time, new Random(1), 64, 2);
  private final Thread thread = Thread.ofPlatform().start(this::run);

  @AfterEach
  void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
    probe.release.countDown();
  }

  @Test
  void aNewCheckRunsAtOnceAndItsFirstVerdictIsTold() throws InterruptedException {
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    ear.hears("docker:web-1 tcp PASSING open");
  }

  @Test
  void aVerdictThatRepeatsIsNotToldAgain() throws InterruptedException {
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    runs(5);
    assertEquals(List.of("docker:web-1 tcp PASSING open"), ear.heard());
  }

  @Test
  void fallFailuresInARowMakeItFailingAndRisePassesPassing() throws InterruptedException {
    engine.follow(WEB, AT, List.of(tcp("tcp", 2, 3, null)));
    runs(2);
    ear.hears("docker:web-1 tcp PASSING open");
    probe.passes.set(false);
    runs(4);
    assertEquals(1, ear.heard().size());
    runs(5);
    ear.hears("docker:web-1 tcp FAILING refused");
    probe.passes.set(true);
    runs(6);
    assertEquals(2, ear.heard().size());
    runs(7);
    ear.hears("docker:web-1 tcp PASSING open");
  }

  @Test
  void runsAreAnIntervalApartGiveOrTakeATwentieth() throws InterruptedException {
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    Patience.until(() -> probe.runs.get() == 1);
    idle();
    for (int i = 1; i < 20; i++) {
      time.advance(Duration.ofMillis(940));
      idle();
      assertEquals(i, probe.runs.get());
      time.advance(Duration.ofMillis(120));
      int runs = i + 1;
      Patience.until(() -> probe.runs.get() == runs);
      idle();
    }
  }

  @Test
  void manyNewChecksAreSpreadOverASecond() throws InterruptedException {
    for (int i = 0; i < 5000; i++) {
      engine.follow(
          new RegistrationId("docker", "web-" + i),
          AT,
          List.of(slow("tcp", Duration.ofSeconds(60))));
    }
    idle();
    assertTrue(probe.runs.get() < 100, () -> probe.runs.get() + " at once");
    for (int i = 0; i < 100; i++) {
      time.advance(Duration.ofMillis(10));
      idle();
    }
    Patience.until(() -> probe.runs.get() == 5000);
    Patience.until(() -> ear.heard().size() == 5000);
  }

  @Test
  void aCheckThatHangsIsEndedAndFailsWithItsTimeOut() throws InterruptedException {
    probe.hangs.put("10.0.0.1", true);
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    Patience.until(() -> probe.runs.get() == 1);
    idle();
    time.advance(Duration.ofMillis(800));
    ear.hears("docker:web-1 tcp FAILING no answer within 500ms");
    Patience.until(() -> probe.interrupted.get() == 1);
  }

  @Test
  void checksThatHangHoldUpNoOther() throws InterruptedException {
    probe.hangs.put("10.0.0.9", true);
    for (int i = 0; i < 60; i++) {
      engine.follow(
          new RegistrationId("docker", "stuck-" + i),
          subject("10.0.0.9"),
          List.of(slow("tcp", SECOND)));
    }
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    Patience.until(() -> advance(10) && ear.heard().contains("docker:web-1 tcp PASSING open"));
  }

  @Test
  void moreProbesThanThereIsRoomForWaitTheirTurn() throws InterruptedException {
    probe.hangs.put("10.0.0.9", true);
    for (int i = 0; i < 100; i++) {
      engine.follow(
          new RegistrationId("docker", "stuck-" + i),
          subject("10.0.0.9"),
          List.of(slow("tcp", Duration.ofSeconds(10))));
    }
    Patience.until(() -> advance(10) && probe.runs.get() == 64);
    advance(1000);
    idle();
    assertEquals(64, engine.stats().running());
    probe.release.countDown();
    Patience.until(() -> probe.runs.get() == 100);
    assertEquals(64, probe.most.get());
  }

  @Test
  void aCheckNeverRunsTwiceAtATime() throws InterruptedException {
    probe.hangs.put("10.0.0.1", true);
    probe.stubborn.set(true);
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    Patience.until(() -> probe.runs.get() == 1);
    for (int i = 0; i < 50; i++) {
      time.advance(SECOND);
      idle();
    }
    assertEquals(1, probe.runs.get());
    probe.release.countDown();
    Patience.until(() -> probe.runs.get() == 2);
  }

  @Test
  void aTtlCheckFailsUnlessItIsRenewedInTime() throws InterruptedException {
    engine.follow(WEB, AT, List.of(ttl("ttl", SECOND.multipliedBy(30))));
    assertTrue(engine.renew(WEB, "", new Probe.Verdict(true, "fine")));
    ear.hears("docker:web-1 ttl PASSING fine");
    idle();
    time.advance(SECOND.multipliedBy(29));
    assertTrue(engine.renew(WEB, "ttl", new Probe.Verdict(true, "fine")));
    idle();
    time.advance(SECOND.multipliedBy(29));
    idle();
    assertEquals(1, ear.heard().size());
    time.advance(SECOND);
    ear.hears("docker:web-1 ttl FAILING not renewed within 30000ms");
    assertTrue(engine.renew(WEB, "", new Probe.Verdict(true, "back")));
    ear.hears("docker:web-1 ttl PASSING back");
  }

  @Test
  void aFailingRenewalIsAVerdictToo() throws InterruptedException {
    engine.follow(WEB, AT, List.of(ttl("ttl", SECOND)));
    assertTrue(engine.renew(WEB, "ttl", new Probe.Verdict(false, "disk full")));
    ear.hears("docker:web-1 ttl FAILING disk full");
  }

  @Test
  void onlyATtlCheckThatExistsIsRenewed() {
    Probe.Verdict fine = new Probe.Verdict(true, "");
    engine.follow(WEB, AT, List.of(ttl("a", SECOND), ttl("b", SECOND), tcp("tcp", 1, 1, null)));
    assertFalse(engine.renew(new RegistrationId("docker", "other"), "", fine));
    assertFalse(engine.renew(WEB, "c", fine));
    assertFalse(engine.renew(WEB, "tcp", fine));
    assertFalse(engine.renew(WEB, "", fine), "which of the two?");
    assertTrue(engine.renew(WEB, "b", fine));
  }

  @Test
  void aCheckThatFailsForTooLongIsOverdueUntilItPasses() throws InterruptedException {
    probe.passes.set(false);
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, Duration.ofSeconds(60))));
    ear.hears("docker:web-1 tcp FAILING refused");
    runs(55);
    assertEquals(1, ear.heard().size());
    Patience.until(() -> advance(1000) && ear.heard().size() == 2);
    ear.hears("docker:web-1 overdue true check tcp has failed for 60000ms");
    probe.passes.set(true);
    Patience.until(() -> advance(1000) && ear.heard().size() == 4);
    ear.hears("docker:web-1 tcp PASSING open");
    ear.hears("docker:web-1 overdue false its checks pass again");
  }

  @Test
  void aCheckThatPassesInTimeIsNotOverdue() throws InterruptedException {
    probe.passes.set(false);
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, Duration.ofSeconds(60))));
    runs(50);
    probe.passes.set(true);
    runs(52);
    probe.passes.set(false);
    runs(100);
    assertFalse(ear.heard().stream().anyMatch(each -> each.contains("overdue")));
  }

  @Test
  void droppingTheOverdueCheckBringsTheRegistrationBack() throws InterruptedException {
    probe.passes.set(false);
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, SECOND)));
    ear.hears("docker:web-1 tcp FAILING refused");
    Patience.until(() -> advance(1000) && ear.heard().size() == 2);
    ear.hears("docker:web-1 overdue true check tcp has failed for 1000ms");
    engine.follow(WEB, AT, List.of());
    ear.hears("docker:web-1 overdue false its checks pass again");
  }

  @Test
  void aCheckThatStaysTheSameGoesOnWithItsState() throws InterruptedException {
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    ear.hears("docker:web-1 tcp PASSING open");
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null), ttl("ttl", SECOND)));
    runs(3);
    assertEquals(1, ear.heard().stream().filter(each -> each.contains("tcp")).count());
  }

  @Test
  void aCheckThatChangedStartsAnew() throws InterruptedException {
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    ear.hears("docker:web-1 tcp PASSING open");
    engine.follow(WEB, AT, List.of(tcp("tcp", 2, 1, null)));
    Patience.until(() -> advance(100) && ear.heard().size() == 2);
  }

  @Test
  void anAddressThatChangedIsLookedAtAtOnce() throws InterruptedException {
    engine.follow(WEB, AT, List.of(slow("tcp", Duration.ofHours(1))));
    Patience.until(() -> probe.looked.containsKey("10.0.0.1"));
    idle();
    engine.follow(WEB, subject("10.0.0.2"), List.of(slow("tcp", Duration.ofHours(1))));
    Patience.until(() -> probe.looked.containsKey("10.0.0.2"));
  }

  @Test
  void aVerdictOnTheOldAddressDoesNotCount() throws InterruptedException {
    probe.hangs.put("10.0.0.1", true);
    probe.stubborn.set(true);
    engine.follow(WEB, AT, List.of(slow("tcp", Duration.ofHours(1))));
    Patience.until(() -> probe.runs.get() == 1);
    probe.passes.set(false);
    engine.follow(WEB, subject("10.0.0.2"), List.of(slow("tcp", Duration.ofHours(1))));
    probe.release.countDown();
    ear.hears("docker:web-1 tcp FAILING refused");
    assertEquals(1, ear.heard().size());
  }

  @Test
  void whatIsForgottenRunsNoMoreAndIsNotToldOf() throws InterruptedException {
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null), ttl("ttl", SECOND)));
    ear.hears("docker:web-1 tcp PASSING open");
    idle();
    engine.forget(WEB);
    probe.passes.set(false);
    int runs = probe.runs.get();
    for (int i = 0; i < 10; i++) {
      time.advance(SECOND);
      idle();
    }
    assertEquals(runs, probe.runs.get());
    assertEquals(1, ear.heard().size());
    assertEquals(0, engine.stats().checks());
  }

  @Test
  void aScriptIsRefusedInWordsThatSayHowToAllowIt() throws InterruptedException {
    Check script =
        new Check("s", new CheckSpec.Script("true"), Check.Timing.DEFAULT, Health.PASSING);
    engine.follow(WEB, AT, List.of(script));
    ear.hears(
        "docker:web-1 s FAILING script checks are off; start the agent with --allow-scripts to run"
            + " them");
  }

  @Test
  void aProbeThatBreaksIsAFailure() throws InterruptedException {
    probe.breaks.set(true);
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    ear.hears(
        "docker:web-1 tcp FAILING the check itself broke: java.lang.IllegalStateException: x");
  }

  @Test
  void stoppingEndsTheProbesThatRun() throws InterruptedException {
    probe.hangs.put("10.0.0.1", true);
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    Patience.until(() -> probe.runs.get() == 1);
    thread.interrupt();
    thread.join();
    Patience.until(() -> probe.interrupted.get() == 1);
  }

  private static Check tcp(String name, int rise, int fall, @Nullable Duration deregisterAfter) {
    Check.Timing timing =
        new Check.Timing(SECOND, Duration.ofMillis(500), rise, fall, deregisterAfter);
    return new Check(name, new CheckSpec.Tcp(0), timing, Health.UNKNOWN);
  }

  private static Check slow(String name, Duration interval) {
    Check.Timing timing = new Check.Timing(interval, Duration.ofHours(1), 1, 1, null);
    return new Check(name, new CheckSpec.Tcp(0), timing, Health.UNKNOWN);
  }

  private static Check ttl(String name, Duration ttl) {
    return new Check(name, new CheckSpec.Ttl(ttl), Check.Timing.DEFAULT, Health.UNKNOWN);
  }

  private static HealthChecks.Subject subject(String address) {
    return new HealthChecks.Subject(IpAddress.parse(address), 80, "");
  }

  /** Moves time on until the probe has run so often, and all of it is told. */
  private void runs(int count) throws InterruptedException {
    Patience.until(() -> probe.ended.get() >= count || !advance(50));
    idle();
  }

  private boolean advance(int millis) {
    try {
      idle();
      time.advance(Duration.ofMillis(millis));
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until no probe is under way but those that hang, and the engine sleeps. */
  private void idle() throws InterruptedException {
    Patience.until(() -> engine.stats().running() == probe.hanging.get());
    time.awaitSleepers(1);
  }

  private void run() {
    try {
      engine.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
