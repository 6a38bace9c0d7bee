package io.fairlead.testkit.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Txn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Entries that go with their lease. */
abstract class LeasesContract extends StoreCase {
  @Test
  void anEntryKnowsItsLease() {
    Lease lease = store.grant(fixture.ttl());
    commitUnder(lease.id(), put("a", "1"));

    assertEquals(lease.id(), leaseOf("a"));
    assertEquals(fixture.ttl(), lease.ttl());
  }

  @Test
  void twoLeasesHaveTwoIds() {
    assertNotEquals(store.grant(fixture.ttl()).id(), store.grant(fixture.ttl()).id());
  }

  @Test
  void aLeaseOfNoTimeIsRefused() {
    assertRefused("longer than zero", () -> store.grant(Duration.ZERO));
  }

  @Test
  void aLeaseThatIsNotRenewedTakesItsEntriesAndWatchersSeeIt() throws InterruptedException {
    commit(put("stays", "1"));
    Lease lease = store.grant(fixture.ttl());
    commitUnder(lease.id(), put("a", "1"), put("b", "1"));
    try (Replica replica = new Replica(store, "")) {
      fixture.pass(fixture.ttl().multipliedBy(2));

      replica.follow(state -> state.equals(Map.of("stays", "1")));
    }
    assertEquals(List.of("stays"), keys(""));
    assertFalse(lease.renew());
  }

  @Test
  void aRenewedLeaseLivesOn() throws InterruptedException {
    Lease lease = store.grant(fixture.ttl());
    commitUnder(lease.id(), put("a", "1"));
    for (int i = 0; i < 4; i++) {
      fixture.pass(fixture.ttl().dividedBy(2));
      assertTrue(lease.renew());
    }

    assertEquals(List.of("a"), keys(""));
  }

  @Test
  void aRevokedLeaseTakesItsEntriesAtOnce() throws InterruptedException {
    Lease lease = store.grant(Duration.ofHours(1));
    commitUnder(lease.id(), put("a", "1"));
    try (Replica replica = new Replica(store, "")) {
      lease.revoke();

      assertEquals(List.of(), keys(""));
      replica.follow(Map::isEmpty);
    }
    assertFalse(lease.renew());
    lease.revoke();
  }

  @Test
  void aLeaseTakesManyEntries() throws InterruptedException {
    Lease lease = store.grant(Duration.ofHours(1));
    for (int i = 0; i < 300; i++) {
      commitUnder(lease.id(), put("a/" + i, "1"));
    }
    try (Replica replica = new Replica(store, "a/")) {
      lease.revoke();
      replica.follow(Map::isEmpty);
    }
    assertEquals(List.of(), keys(""));
  }

  @Test
  void eachLeaseTakesItsOwnEntriesOnly() {
    Lease one = store.grant(Duration.ofHours(1));
    Lease two = store.grant(Duration.ofHours(1));
    commitUnder(one.id(), put("a", "1"));
    commitUnder(two.id(), put("b", "1"));

    one.revoke();

    assertEquals(List.of("b"), keys(""));
    assertTrue(two.renew());
  }

  @Test
  void aPutMovesAnEntryToAnotherLease() {
    Lease one = store.grant(Duration.ofHours(1));
    Lease two = store.grant(Duration.ofHours(1));
    commitUnder(one.id(), put("a", "1"));
    commitUnder(two.id(), put("a", "2"));

    one.revoke();
    assertEquals("2", value("a"));

    two.revoke();
    assertNull(value("a"));
  }

  @Test
  void aPutWithoutALeaseMakesAnEntryStay() {
    Lease lease = store.grant(Duration.ofHours(1));
    commitUnder(lease.id(), put("a", "1"));
    commit(put("a", "2"));

    lease.revoke();

    assertEquals("2", value("a"));
    assertNull(leaseOf("a"));
  }

  @Test
  void aDeletedEntryIsNotTakenAgainWhenItsLeaseEnds() {
    Lease lease = store.grant(Duration.ofHours(1));
    commitUnder(lease.id(), put("a", "1"));
    Revision deleted = commit(delete("a"));

    lease.revoke();

    assertEquals(deleted, revision());
  }

  @Test
  void aTransactionOnAnEndedLeaseDoesNothing() throws InterruptedException {
    Lease lease = store.grant(fixture.ttl());
    commit(put("b", "1"));
    fixture.pass(fixture.ttl().multipliedBy(2));
    Txn txn = Txn.of(lease.id(), put("a", "1"), delete("b"));

    assertEquals(new Commit.LeaseLost(lease.id()), store.commit(txn));

    assertEquals(List.of("b"), keys(""));
  }

  @Test
  void aTransactionOnALeaseThatNeverWasDoesNothing() {
    Txn txn = Txn.of("no-such-lease", put("a", "1"));

    assertEquals(new Commit.LeaseLost("no-such-lease"), store.commit(txn));

    assertEquals(List.of(), keys(""));
  }

  @Test
  void aLeaseIsAdoptedAfterARestart() {
    String id = store.grant(Duration.ofHours(1)).id();
    commitUnder(id, put("a", "1"));

    store = fixture.restart();
    Lease adopted = store.adopt(id);

    assertNotNull(adopted);
    assertEquals(id, adopted.id());
    assertEquals(Duration.ofHours(1), adopted.ttl());
    assertTrue(adopted.renew());
    assertEquals(id, leaseOf("a"));
    commitUnder(id, put("b", "1"));
    adopted.revoke();
    assertEquals(List.of(), keys(""));
  }

  @Test
  void aLeaseThatNobodyAdoptsEndsAfterARestart() throws InterruptedException {
    Lease lease = store.grant(fixture.ttl());
    commitUnder(lease.id(), put("a", "1"));

    store = fixture.restart();
    try (Replica replica = new Replica(store, "")) {
      fixture.pass(fixture.ttl().multipliedBy(2));
      replica.follow(Map::isEmpty);
    }
    assertNull(store.adopt(lease.id()));
  }

  @Test
  void aLeaseThatEndedOrNeverWasCannotBeAdopted() {
    Lease lease = store.grant(Duration.ofHours(1));
    lease.revoke();

    assertNull(store.adopt(lease.id()));
    assertNull(store.adopt("no-such-lease"));
  }

  private @Nullable String leaseOf(String key) {
    var entry = entry(key);
    assertNotNull(entry);
    return entry.lease();
  }
}
