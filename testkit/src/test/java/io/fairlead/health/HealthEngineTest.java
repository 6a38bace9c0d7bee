package io.fairlead.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Cause;
import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.IpAddress;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Verdicts;
import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
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
    await(() -> probe.runs.get() == 1);
    idle();
    for (int i = 1; i < 20; i++) {
      time.advance(Duration.ofMillis(940));
      idle();
      assertEquals(i, probe.runs.get());
      time.advance(Duration.ofMillis(120));
      int runs = i + 1;
      await(() -> probe.runs.get() == runs);
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
    await(() -> probe.runs.get() == 5000);
    await(() -> ear.heard().size() == 5000);
  }

  @Test
  void aCheckThatHangsIsEndedAndFailsWithItsTimeOut() throws InterruptedException {
    probe.hangs.put("10.0.0.1", true);
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    await(() -> probe.runs.get() == 1);
    idle();
    time.advance(Duration.ofMillis(800));
    ear.hears("docker:web-1 tcp FAILING no answer within 500ms");
    await(() -> probe.interrupted.get() == 1);
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
    await(() -> advance(10) && ear.heard().contains("docker:web-1 tcp PASSING open"));
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
    await(() -> advance(10) && probe.runs.get() == 64);
    advance(1000);
    idle();
    assertEquals(64, engine.stats().running());
    probe.release.countDown();
    await(() -> probe.runs.get() == 100);
    assertEquals(64, probe.most.get());
  }

  @Test
  void aCheckNeverRunsTwiceAtATime() throws InterruptedException {
    probe.hangs.put("10.0.0.1", true);
    probe.stubborn.set(true);
    engine.follow(WEB, AT, List.of(tcp("tcp", 1, 1, null)));
    await(() -> probe.runs.get() == 1);
    for (int i = 0; i < 50; i++) {
      time.advance(SECOND);
      idle();
    }
    assertEquals(1, probe.runs.get());
    probe.release.countDown();
    await(() -> probe.runs.get() == 2);
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
    await(() -> advance(1000) && ear.heard().size() == 2);
    ear.hears("docker:web-1 overdue true check tcp has failed for 60000ms");
    probe.passes.set(true);
    await(() -> advance(1000) && ear.heard().size() == 4);
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
    await(() -> advance(1000) && ear.heard().size() == 2);
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
    await(() -> advance(100) && ear.heard().size() == 2);
  }

  @Test
  void anAddressThatChangedIsLookedAtAtOnce() throws InterruptedException {
    engine.follow(WEB, AT, List.of(slow("tcp", Duration.ofHours(1))));
    await(() -> probe.looked.containsKey("10.0.0.1"));
    idle();
    engine.follow(WEB, subject("10.0.0.2"), List.of(slow("tcp", Duration.ofHours(1))));
    await(() -> probe.looked.containsKey("10.0.0.2"));
  }

  @Test
  void aVerdictOnTheOldAddressDoesNotCount() throws InterruptedException {
    probe.hangs.put("10.0.0.1", true);
    probe.stubborn.set(true);
    engine.follow(WEB, AT, List.of(slow("tcp", Duration.ofHours(1))));
    await(() -> probe.runs.get() == 1);
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
    await(() -> probe.runs.get() == 1);
    thread.interrupt();
    thread.join();
    await(() -> probe.interrupted.get() == 1);
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
    await(() -> probe.ended.get() >= count || !advance(50));
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
    await(() -> engine.stats().running() == probe.hanging.get());
    time.awaitSleepers(1);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < 30_000_000_000L, "not within half a minute");
      Thread.sleep(1);
    }
  }

  private void run() {
    try {
      engine.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the engine told, in order. */
  private static final class Ear implements Verdicts {
    private final List<String> heard = new ArrayList<>();
    private int asked;

    @Override
    public synchronized void changed(RegistrationId id, CheckState state) {
      heard.add(id + " " + state.name() + " " + state.health() + " " + state.output());
    }

    @Override
    public synchronized void overdue(RegistrationId id, boolean overdue, Cause cause) {
      heard.add(id + " overdue " + overdue + " " + cause.what());
    }

    synchronized List<String> heard() {
      return List.copyOf(heard);
    }

    /** The next thing heard is this. */
    void hears(String what) throws InterruptedException {
      await(() -> heard().size() > asked);
      assertEquals(what, heard().get(asked++));
    }
  }

  /** A probe whose answers a test switches. */
  private static final class Switchboard implements Probe {
    final AtomicBoolean passes = new AtomicBoolean(true);
    final AtomicBoolean breaks = new AtomicBoolean();
    final AtomicBoolean stubborn = new AtomicBoolean();
    final Map<String, Boolean> hangs = new ConcurrentHashMap<>();
    final Map<String, Boolean> looked = new ConcurrentHashMap<>();
    final CountDownLatch release = new CountDownLatch(1);
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger most = new AtomicInteger();
    final AtomicInteger hanging = new AtomicInteger();
    final AtomicInteger interrupted = new AtomicInteger();

    @Override
    public Verdict probe(Target target, Duration timeout) throws InterruptedException {
      looked.put(target.address().toString(), true);
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        if (breaks.get()) {
          throw new IllegalStateException("x");
        }
        boolean hang = hangs.containsKey(target.address().toString()) && release.getCount() > 0;
        if (hang) {
          hanging.incrementAndGet();
        }
        runs.incrementAndGet();
        if (hang) {
          hang();
        }
        return passes.get() ? new Verdict(true, "open") : new Verdict(false, "refused");
      } finally {
        running.decrementAndGet();
        ended.incrementAndGet();
      }
    }

    private void hang() throws InterruptedException {
      try {
        while (stubborn.get() && release.getCount() > 0) {
          try {
            release.await();
          } catch (InterruptedException e) {
            interrupted.incrementAndGet();
          }
        }
        release.await();
      } catch (InterruptedException e) {
        interrupted.incrementAndGet();
        throw e;
      } finally {
        hanging.decrementAndGet();
      }
    }
  }
}
