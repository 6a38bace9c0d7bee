package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Federation.State;
import io.fairlead.catalog.Snapshot;
import io.fairlead.json.InstanceJson;
import io.fairlead.json.NodeJson;
import io.fairlead.registry.CatalogFeed;
import io.fairlead.registry.ConsistentRead;
import io.fairlead.registry.Journal;
import io.fairlead.registry.RemoteStore;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.url.Secrets;
import io.fairlead.view.http.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** Another datacenter: its store, which is only read, and the catalog that is fed from it. */
final class Remote implements AutoCloseable {
  /** A feed is known to be fresh about once a second; after this time without, it is cut off. */
  static final Duration CUT_OFF_AFTER = Duration.ofSeconds(10);

  private final String datacenter;
  private final Time time;
  private final Catalog catalog = new Catalog();
  private final Store store;
  private final CatalogFeed feed;
  private final ConsistentRead reads;
  private final LastSnapshot last;
  private volatile State state = State.UNREAD;

  private Remote(String datacenter, Store store, Path data, Journal journal, Time time) {
    this.datacenter = datacenter;
    this.time = time;
    this.store = store;
    RemoteStore remote =
        new RemoteStore(datacenter, store, new InstanceJson(), new NodeJson(), time, journal);
    this.feed = remote.feed(catalog, new Random());
    this.reads = remote.reads(catalog);
    this.last = new LastSnapshot(data, datacenter, catalog, feed::age, time);
  }

  /**
   * Opens the store, and begins with what was known of it.
   *
   * @param journal keeps what was odd about its entries
   * @throws StartFailure where its URL is no good; a store that is away is no failure
   */
  static Remote open(AgentConfig.Remote config, Path data, Journal journal, Time time) {
    String datacenter = config.datacenter();
    try {
      // The variables hold the secrets of our own store: they are not for other people's servers.
      Store store = Stores.toRead(config.store(), Secrets.of(config.store(), Map.of()), time);
      Remote remote = new Remote(datacenter, store, data, journal, time);
      LastSnapshot.Known known = LastSnapshot.load(data, datacenter, time);
      if (known != null) {
        remote.feed.resume(known.snapshot(), known.age());
        remote.look();
      }
      return remote;
    } catch (StoreException e) {
      throw new StartFailure("--remote " + datacenter + ": " + e.getMessage());
    }
  }

  /** Follows the store from now on. */
  void start(Crew crew) {
    crew.add("remote-" + datacenter, feed::run);
    crew.add("last-snapshot-" + datacenter, this::keep);
  }

  /** A file of nothing would make an unread datacenter one that is known to be empty. */
  private void keep() throws InterruptedException {
    while (!feed.ready()) {
      time.sleep(Duration.ofMillis(200));
    }
    last.keep();
  }

  /** Sees how fresh the catalog is. */
  void look() {
    state =
        !feed.ready()
            ? State.UNREAD
            : feed.age().compareTo(CUT_OFF_AFTER) > 0 ? State.CUT_OFF : State.CURRENT;
  }

  /** For those who read all datacenters together. */
  Datacenters.Member member() {
    return new Datacenters.Member(datacenter, catalog::snapshot, () -> state);
  }

  /** For the HTTP API. */
  Site site() {
    return new Site(datacenter, catalog, () -> state, feed::age, this::readStore);
  }

  private Snapshot readStore() {
    try {
      return reads.read();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StoreException.away("the agent is ending", e);
    }
  }

  /** Keeps what is known for the next agent. After its threads ended. */
  @Override
  public void close() {
    if (feed.ready()) {
      last.save();
    }
    store.close();
  }
}
