package io.fairlead.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Federation.State;
import io.fairlead.model.Revision;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** All datacenters as one object, which is another one only where something is. */
class DatacentersTest {
  private final AtomicReference<Snapshot> own = new AtomicReference<>(Snapshot.empty());
  private final AtomicReference<Snapshot> remote = new AtomicReference<>(Snapshot.empty());
  private final AtomicReference<State> state = new AtomicReference<>(State.UNREAD);
  private final Datacenters datacenters =
      new Datacenters(
          Datacenters.Member.current("dc1", own::get),
          List.of(new Datacenters.Member("dc2", remote::get, state::get)));

  private static Snapshot at(long revision) {
    return Snapshot.empty().with(new Revision(revision), List.of());
  }

  @Test
  void itIsTheSameForAsLongAsNothingChanges() {
    assertSame(datacenters.now(), datacenters.now());
  }

  @Test
  void itChangesWithEachOfItsParts() {
    Federation before = datacenters.now();
    own.set(at(1));
    Federation first = datacenters.now();
    assertNotSame(before, first);
    assertSame(own.get(), first.own());
    remote.set(at(5));
    Federation second = datacenters.now();
    assertSame(remote.get(), second.at(1).snapshot());
    assertSame(own.get(), second.at(Federation.OWN).snapshot());
    state.set(State.CUT_OFF);
    assertEquals(State.CUT_OFF, datacenters.now().at(1).state());
    assertEquals(State.UNREAD, second.at(1).state());
  }

  @Test
  void aDatacenterHasAPlaceByItsName() {
    Federation now = datacenters.now();
    assertEquals(Federation.OWN, now.place("dc1"));
    assertEquals(1, now.place("dc2"));
    assertTrue(now.place("dc3") < 0);
    assertEquals(2, now.size());
  }
}
