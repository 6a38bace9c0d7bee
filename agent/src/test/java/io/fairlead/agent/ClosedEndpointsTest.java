package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.IpAddress;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.testkit.attach.MemoryEndpoints;
import io.fairlead.testkit.catalog.NetworkSamples;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which endpoints are closed, and who is told of them. */
class ClosedEndpointsTest {
  private final NetworkEndpoint web =
      NetworkSamples.endpoint("host1", "web", "backend", "10.1.0.2/24");
  private final NetworkEndpoint db =
      NetworkSamples.endpoint("host1", "db", "backend", "10.1.0.3/24");
  private final Set<IpAddress> taken = new HashSet<>();
  private final AtomicBoolean cutOff = new AtomicBoolean();
  private final AtomicInteger changes = new AtomicInteger();
  private final MemoryEndpoints told = new MemoryEndpoints();
  private final ClosedEndpoints closed =
      new ClosedEndpoints((network, address) -> taken.contains(address), cutOff::get);

  private void look() {
    closed.look(List.of(web, db), told, changes::incrementAndGet);
  }

  @Test
  void whatOthersHaveIsWithdrawnAndClosedUntilItIsOursAgain() {
    told.reset(List.of(web, db));
    look();
    assertEquals(0, changes.get());
    taken.add(IpAddress.parse("10.1.0.3"));
    look();
    look();
    assertEquals(1, changes.get(), "the host changes once");
    assertEquals(List.of(web), told.all());
    assertTrue(closed.isClosed(db));
    assertFalse(closed.isClosed(web));
    taken.clear();
    look();
    assertEquals(Set.of(web, db), Set.copyOf(told.all()));
    assertEquals(2, changes.get());
  }

  @Test
  void ofWhatIsTakenNobodyIsToldByAnotherWayEither() {
    taken.add(IpAddress.parse("10.1.0.3"));
    HeardEndpoints heard = new HeardEndpoints(told, closed, changes::incrementAndGet);
    heard.reset(List.of(web, db));
    heard.upsert(db);
    assertEquals(List.of(web), told.all());
  }

  @Test
  void aHostThatIsCutOffClosesAllAndWithdrawsNothing() {
    told.reset(List.of(web, db));
    cutOff.set(true);
    look();
    assertTrue(closed.isClosed(web) && closed.isClosed(db));
    assertEquals(2, told.all().size());
    cutOff.set(false);
    look();
    assertEquals(2, changes.get());
    assertFalse(closed.isClosed(web));
  }
}
