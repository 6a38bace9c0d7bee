package io.fairlead.ways;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.spi.dataplane.Way;
import io.fairlead.testkit.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which way packets go to another node, from answers and silence. */
class WaysTest {
  private static final IpAddress HOST = IpAddress.parse("192.0.2.2");
  private static final IpAddress PLAIN = IpAddress.parse("198.18.2.2");
  private static final IpAddress WRAPPED = IpAddress.parse("240.0.2.2");
  private static final Target H2 = new Target("h2", HOST, PLAIN, "", 1450, WRAPPED, 1450);
  private static final Duration STEP = Duration.ofMillis(50);

  private final ManualTime time = new ManualTime();
  private final Ways ways = new Ways(new Random(7));
  private final List<Ask> asked = new ArrayList<>();

  /** Time goes on, and what {@code passes} is answered within a step. */
  private void live(Duration span, Predicate<Ask> passes) {
    for (Duration gone = Duration.ZERO; gone.compareTo(span) < 0; gone = gone.plus(STEP)) {
      for (Ask ask : ways.due(time.nanos())) {
        asked.add(ask);
        if (passes.test(ask)) {
          ways.heard(ask.number(), ask.to(), time.nanos());
        }
      }
      time.advance(STEP);
    }
  }

  private static boolean all(Ask ask) {
    return true;
  }

  private static boolean inUdp(Ask ask) {
    return ask.to().equals(WRAPPED);
  }

  private Report h2() {
    return Objects.requireNonNull(ways.reports(time.nanos()).get("h2"));
  }

  private Way.Kind way() {
    return h2().way().kind();
  }

  private void follow(Target... targets) {
    ways.follow(List.of(targets), time.nanos());
  }

  @Test
  void aPairBeginsInUdp() {
    follow(H2);
    assertEquals(Way.Kind.OVERLAY, way());
    assertEquals("vxlan to h2: plain routes are tried", h2().text());
  }

  @Test
  void aFewWholePacketsThatPassMakeItGoByPlainRoutes() {
    follow(H2);
    live(Duration.ofSeconds(1), WaysTest::all);
    assertEquals(Way.Kind.ROUTE, way());
    assertTrue(h2().text().startsWith("host-gw to h2: 1450 bytes pass"), h2().text());
    assertEquals(1, ways.changes());
  }

  @Test
  void oneLossIsNoFallAndIsLookedIntoAtOnce() {
    follow(H2);
    live(Duration.ofSeconds(1), WaysTest::all);
    int[] lost = {0};
    live(
        Duration.ofSeconds(30),
        ask -> !ask.to().equals(PLAIN) || ask.octets() < 1450 || lost[0]++ > 0);
    assertEquals(Way.Kind.ROUTE, way());
    assertEquals(1, ways.changes());
  }

  @Test
  void itFallsBackWithinFiveSecondsAndSaysWhy() {
    follow(H2);
    live(Duration.ofSeconds(10), WaysTest::all);
    live(Duration.ofSeconds(5), WaysTest::inUdp);
    assertEquals(Way.Kind.OVERLAY, way());
    assertEquals("h2 does not answer to addresses that are not the hosts' own", h2().way().why());
    assertFalse(h2().isCutOff());
  }

  @Test
  void itComesBackAfterMoreAnswersThanItBelievedBefore() {
    follow(H2);
    live(Duration.ofSeconds(10), WaysTest::all);
    live(Duration.ofSeconds(10), WaysTest::inUdp);
    live(Duration.ofSeconds(2), WaysTest::all);
    assertEquals(Way.Kind.OVERLAY, way(), "three answers are not enough any more");
    live(Duration.ofSeconds(5), WaysTest::all);
    assertEquals(Way.Kind.ROUTE, way());
  }

  @Test
  void aWayThatComesAndGoesIsChangedLessAndLessOften() {
    follow(H2);
    live(Duration.ofSeconds(5), WaysTest::all);
    for (int i = 0; i < 60; i++) {
      live(Duration.ofSeconds(6), WaysTest::inUdp);
      live(Duration.ofSeconds(6), WaysTest::all);
    }
    assertTrue(ways.changes() < 10, ways.changes() + " changes in twelve minutes");
  }

  @Test
  void whatOnlySmallPacketsPassIsNotTaken() {
    follow(H2);
    live(Duration.ofSeconds(10), ask -> inUdp(ask) || ask.octets() < 1450);
    assertEquals(Way.Kind.OVERLAY, way());
    assertEquals("small packets pass, and those of 1450 bytes do not", h2().way().why());
    assertTrue(h2().route().onlySmall());
  }

  @Test
  void whereNothingPassesItStaysInUdpAndIsCutOff() {
    follow(H2);
    live(Duration.ofSeconds(10), ask -> false);
    assertEquals(Way.Kind.OVERLAY, way());
    assertTrue(h2().isCutOff());
    assertEquals("h2 does not answer by vxlan", h2().overlay().words());
    live(Duration.ofSeconds(10), WaysTest::all);
    assertFalse(h2().isCutOff());
  }

  @Test
  void whereUdpAloneIsBarredPlainRoutesAreTaken() {
    follow(H2);
    live(Duration.ofSeconds(10), ask -> !inUdp(ask));
    assertEquals(Way.Kind.ROUTE, way());
    assertTrue(h2().overlay().fails());
    assertFalse(h2().isCutOff());
  }

  @Test
  void whoIsNotBesideThisNodeIsAskedInUdpAlone() {
    follow(new Target("h2", HOST, null, "h1 and h2 share no subnet", 1450, WRAPPED, 1450));
    live(Duration.ofSeconds(10), WaysTest::all);
    assertEquals(Way.Kind.OVERLAY, way());
    assertEquals("h1 and h2 share no subnet", h2().way().why());
    assertTrue(asked.stream().allMatch(WaysTest::inUdp));
  }

  @Test
  void anAnswerOfSomebodyElseCountsForNothing() {
    follow(H2);
    for (int i = 0; i < 100; i++) {
      ways.due(time.nanos())
          .forEach(ask -> ways.heard(ask.number(), IpAddress.parse("192.0.2.9"), time.nanos()));
      time.advance(STEP);
    }
    assertTrue(h2().isCutOff());
  }

  @Test
  void aNodeThatHasAnotherAddressIsTriedAnew() {
    follow(H2);
    live(Duration.ofSeconds(2), WaysTest::all);
    follow(new Target("h2", IpAddress.parse("192.0.2.3"), PLAIN, "", 1450, WRAPPED, 1450));
    assertEquals(Way.Kind.OVERLAY, way());
    follow();
    assertEquals(0, ways.chosen().size());
  }

  @Test
  void fiveHundredNodesAreAskedAHundredTimesASecondAndNotAllAtOnce() {
    follow(
        IntStream.range(0, 500)
            .mapToObj(
                i ->
                    new Target(
                        "h" + i, HOST.plus(i), PLAIN.plus(i), "", 1450, WRAPPED.plus(i), 1450))
            .toArray(Target[]::new));
    live(Duration.ofMinutes(2), WaysTest::all);
    asked.clear();
    live(Duration.ofSeconds(10), WaysTest::all);
    assertTrue(asked.size() < 1150, asked.size() + " questions in ten seconds");
    asked.clear();
    live(STEP, WaysTest::all);
    assertTrue(asked.size() < 40, asked.size() + " questions at once");
  }
}
