package io.fairlead.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Txn;
import io.fairlead.testkit.catalog.InternCodec;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.store.MemoryStore;
import io.fairlead.testkit.time.ManualTime;
import io.fairlead.testkit.time.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogFeedTest {
  private static final Instance WEB = Samples.instance("web", "10.0.0.1", 80);
  private static final Instance WEB2 = Samples.instance("web", "10.0.0.2", 80);
  private static final Instance DB = Samples.instance("db", "10.0.0.3", 5432);

  private static final Duration GRACE = Duration.ofSeconds(15);

  private final ManualTime time = new ManualTime();
  private final MemoryStore store = new MemoryStore(time, 8, 2);
  private final InternCodec<Instance> instances = new InternCodec<>();
  private final InternCodec<Node> nodes = new InternCodec<>();
  private final Codecs.OfNetworks ofNetworks =
      new Codecs.OfNetworks(new InternCodec<>(), new InternCodec<>(), new InternCodec<>());
  private final Catalog catalog = new Catalog();
  private final Journal journal = new Journal();
  private final Queue<Long> delays = new ConcurrentLinkedQueue<>();
  private final Queue<String> own = new ConcurrentLinkedQueue<>();
  private final Queue<String> wanted = new ConcurrentLinkedQueue<>();
  private final CatalogFeed feed =
      new CatalogFeed(
          "the store",
          store,
          new EntryReader(new Codecs(instances, nodes, ofNetworks), time, journal),
          catalog,
          time,
          new Own(),
          new CatalogFeed.Options("host1", GRACE, new Random(1), new Delays()));
  private final Thread thread = Thread.ofPlatform().unstarted(this::run);

  @AfterEach
  void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
    store.close();
  }

  @Test
  void everythingInTheStoreIsReadAPageAtATime() throws InterruptedException {
    for (int i = 1; i < 8; i++) {
      put(Samples.instance("web", "10.0.0." + i, 80));
    }
    put(Samples.node("host1", "192.0.2.1"));
    thread.start();
    Patience.until(feed::ready);
    assertEquals(7, catalog.snapshot().instanceCount());
    assertEquals(Samples.node("host1", "192.0.2.1"), catalog.snapshot().node("host1"));
  }

  @Test
  void changesAreFollowedAndReportedWithTheirDelay() throws InterruptedException {
    thread.start();
    Patience.until(feed::ready);
    time.advance(Duration.ofMillis(250));
    awaitRevision(put(WEB));
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()));
    Patience.until(() -> !delays.isEmpty());
    assertEquals(250_000_000L, delays.peek());
    awaitRevision(commit(new Txn.Op.Delete(Keys.instance(WEB.id()))));
    assertEquals(0, catalog.snapshot().instanceCount());
  }

  @Test
  void aChangeWakesThoseWhoWaitForItsServiceAndNobodyElse() throws InterruptedException {
    put(WEB);
    put(DB);
    thread.start();
    Patience.until(feed::ready);
    AtomicInteger web = new AtomicInteger();
    AtomicInteger db = new AtomicInteger();
    Revision known = catalog.snapshot().revision();
    catalog.await(WEB.service(), known, snapshot -> web.incrementAndGet());
    catalog.await(DB.service(), known, snapshot -> db.incrementAndGet());
    awaitRevision(put(WEB2));
    Patience.until(() -> web.get() == 1);
    assertEquals(0, db.get());
  }

  @Test
  void anInstanceThatChangesItsServiceWakesBoth() throws InterruptedException {
    put(WEB);
    thread.start();
    Patience.until(feed::ready);
    AtomicInteger woken = new AtomicInteger();
    Revision known = catalog.snapshot().revision();
    catalog.await(WEB.service(), known, snapshot -> woken.incrementAndGet());
    catalog.await(ServiceKey.of("shop"), known, snapshot -> woken.incrementAndGet());
    awaitRevision(
        commit(new Txn.Op.Put(Keys.instance(WEB.id()), instances.encode(moved(WEB, "shop")))));
    Patience.until(() -> woken.get() == 2);
  }

  @Test
  void aForgottenHistoryIsReadAgainAndWakesOnlyWhatDiffers() throws InterruptedException {
    put(WEB);
    put(DB);
    thread.start();
    Patience.until(feed::ready);
    AtomicInteger db = new AtomicInteger();
    catalog.await(DB.service(), catalog.snapshot().revision(), s -> db.incrementAndGet());
    store.goAway();
    Patience.until(() -> !fresh());
    store.comeBack();
    Revision last = put(WEB2);
    store.forgetHistory();
    awaitRevisionOnTime(last);
    assertEquals(3, catalog.snapshot().instanceCount());
    assertEquals(0, db.get());
  }

  @Test
  void aStoreThatIsAwayLeavesTheLastSnapshotAndSaysItsAge() throws InterruptedException {
    put(WEB);
    thread.start();
    Patience.until(feed::ready);
    store.goAway();
    Patience.until(() -> !fresh());
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()));
    assertTrue(feed.age().compareTo(Duration.ofSeconds(5)) > 0);
    store.comeBack();
    awaitRevisionOnTime(put(WEB2));
    Patience.until(this::fresh);
  }

  @Test
  void aStoreThatIsAwayAtTheStartPublishesNothing() throws InterruptedException {
    store.goAway();
    thread.start();
    time.awaitSleepers(2); // the store's clock and the feed's
    assertFalse(feed.ready());
    assertEquals(Revision.ZERO, catalog.snapshot().revision());
  }

  @Test
  void anEntryThatCannotBeReadIsToldOnceAndHidesNothingElse() throws InterruptedException {
    thread.start();
    Patience.until(feed::ready);
    Txn.Op bad = new Txn.Op.Put("instances/host2/x", new byte[] {'?'});
    commit(bad);
    commit(bad);
    awaitRevision(put(WEB));
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()));
    assertEquals(1, journal.about("instances/host2/x").size());
  }

  @Test
  void anInstanceUnderAnothersKeyIsLeftOut() throws InterruptedException {
    thread.start();
    Patience.until(feed::ready);
    awaitRevision(commit(new Txn.Op.Put("instances/host2/x", instances.encode(WEB))));
    assertNull(catalog.snapshot().instance(WEB.id()));
  }

  @Test
  void aStoreThatLostItsPastBlanksNothingWhileItsNodesSpeakAgain() throws InterruptedException {
    put(WEB);
    put(WEB2);
    put(DB);
    put(Samples.node("host1", "192.0.2.1"));
    thread.start();
    Patience.until(feed::ready);
    awaitOwn("replaced", store::wipe);
    assertEquals(3, catalog.snapshot().instanceCount());
    put(WEB);
    time.advance(GRACE.dividedBy(2));
    assertEquals(3, catalog.snapshot().instanceCount());
    time.advance(GRACE);
    Patience.until(() -> catalog.snapshot().instanceCount() == 1);
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()));
    assertNull(catalog.snapshot().node("host1"));
  }

  @Test
  void aStoreWhoseNewHistoryBeginsAboveTheOldOneBlanksNothingEither() throws InterruptedException {
    put(WEB);
    thread.start();
    Patience.until(feed::ready);
    awaitOwn("replaced", () -> store.wipe(1L << 20));
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()));
    time.advance(GRACE);
    Patience.until(() -> catalog.snapshot().instanceCount() == 0);
  }

  @Test
  void aStoreThatLostItsPastWhileNoAgentRanBlanksNothing() throws InterruptedException {
    put(WEB);
    store.wipe(1L << 20);
    feed.resume(
        Snapshot.empty().replacedBy(new Revision(1), List.of(WEB), List.of()), Duration.ZERO);
    thread.start();
    awaitOwn("replaced", () -> {});
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()));
  }

  @Test
  void anEmptyStoreThatStandsByItIsBelieved() throws InterruptedException {
    put(WEB);
    thread.start();
    Patience.until(feed::ready);
    commit(new Txn.Op.Delete(Keys.instance(WEB.id())));
    store.forgetHistory();
    Patience.until(() -> catalog.snapshot().instanceCount() == 0);
  }

  @Test
  void whatTheAgentBeforeKnewIsAnsweredUntilTheStoreSpeaks() throws InterruptedException {
    store.goAway();
    Snapshot last = Snapshot.empty().replacedBy(new Revision(1), List.of(WEB, DB), List.of());
    feed.resume(last, Duration.ofMinutes(3));
    assertTrue(feed.ready());
    assertEquals(Duration.ofMinutes(3), feed.age());
    thread.start();
    time.awaitSleepers(2); // the store's clock and the feed's
    assertEquals(2, catalog.snapshot().instanceCount());
    store.comeBack();
    put(WEB);
    put(WEB2);
    Patience.until(
        () -> {
          time.advance(Duration.ofSeconds(1));
          return catalog.snapshot().instance(WEB2.id()) != null;
        });
    assertNull(catalog.snapshot().instance(DB.id()));
  }

  @Test
  void aRemovedEntryOfThisNodeIsToldToItsRegistry() throws InterruptedException {
    put(WEB);
    thread.start();
    Patience.until(feed::ready);
    String key = Keys.instance(WEB.id());
    awaitOwn("gone " + key, () -> commit(new Txn.Op.Delete(key)));
  }

  @Test
  void whatItsRegistryPutsBackIsNeverBlank() throws InterruptedException {
    put(WEB);
    put(WEB2);
    thread.start();
    Patience.until(feed::ready);
    String key = Keys.instance(WEB.id());
    wanted.add(key);
    awaitOwn("gone " + key, () -> commit(new Txn.Op.Delete(key)));
    awaitRevision(commit(new Txn.Op.Delete(Keys.instance(WEB2.id()))));
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()));
    assertNull(catalog.snapshot().instance(WEB2.id()), "its registry does not want it");
    awaitRevision(put(WEB));
    time.advance(GRACE.multipliedBy(2));
    awaitRevision(put(DB));
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()), "it was put back");
  }

  @Test
  void whatItsRegistryPutsBackIsNotBlankWhereAllIsReadAgain() throws InterruptedException {
    put(WEB);
    thread.start();
    Patience.until(feed::ready);
    store.goAway();
    Patience.until(() -> !fresh());
    store.comeBack();
    wanted.add(Keys.instance(WEB.id()));
    commit(new Txn.Op.Delete(Keys.instance(WEB.id())));
    Revision last = put(DB);
    store.forgetHistory();
    awaitRevisionOnTime(last);
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()));
  }

  @Test
  void whatItsRegistryNeverPutsBackIsGoneInTime() throws InterruptedException {
    put(WEB);
    thread.start();
    Patience.until(feed::ready);
    wanted.add(Keys.instance(WEB.id()));
    awaitRevision(commit(new Txn.Op.Delete(Keys.instance(WEB.id()))));
    assertEquals(WEB, catalog.snapshot().instance(WEB.id()));
    time.advance(GRACE);
    Patience.until(() -> catalog.snapshot().instance(WEB.id()) == null);
  }

  private void awaitOwn(String told, Runnable cause) throws InterruptedException {
    cause.run();
    Patience.until(() -> own.contains(told));
  }

  private final class Own implements OwnEntries {
    @Override
    public void planChanged() {}

    @Override
    public boolean gone(String key, Revision revision) {
      own.add("gone " + key);
      return wanted.contains(key);
    }

    @Override
    public void storeReplaced() {
      own.add("replaced");
    }
  }

  private final class Delays implements Milestones {
    @Override
    public void stored(Instant event, Revision revision) {
      throw new AssertionError("a feed stores nothing");
    }

    @Override
    public void shown(Instant event, Revision revision, boolean ours) {
      delays.add(Duration.between(event, time.now()).toNanos());
    }
  }

  private static Instance moved(Instance from, String service) {
    return new Instance(
        from.id(),
        from.source(),
        ServiceKey.of(service),
        from.container(),
        from.port(),
        from.address(),
        from.endpoints(),
        from.tags(),
        from.meta(),
        from.weight(),
        from.draining(),
        from.checks(),
        from.states(),
        from.cause());
  }

  private Revision put(Instance instance) {
    return commit(new Txn.Op.Put(Keys.instance(instance.id()), instances.encode(instance)));
  }

  private Revision put(Node node) {
    return commit(new Txn.Op.Put(Keys.node(node.name()), nodes.encode(node)));
  }

  private Revision commit(Txn.Op op) {
    return ((Commit.Done) store.commit(Txn.of(null, op))).revision();
  }

  private boolean fresh() {
    time.advance(Duration.ofSeconds(1));
    return feed.age().compareTo(Duration.ofSeconds(5)) <= 0;
  }

  private void awaitRevision(Revision revision) throws InterruptedException {
    Patience.until(() -> catalog.snapshot().revision().compareTo(revision) >= 0);
  }

  /** The same where the feed waits for a store that was away: time must pass. */
  private void awaitRevisionOnTime(Revision revision) throws InterruptedException {
    Patience.until(
        () -> {
          time.advance(Duration.ofSeconds(1));
          return catalog.snapshot().revision().compareTo(revision) >= 0;
        });
  }

  private void run() {
    try {
      feed.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
