package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.catalog.Catalog;
import io.fairlead.health.HealthEngine;
import io.fairlead.json.InstanceJson;
import io.fairlead.json.NodeJson;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.Node;
import io.fairlead.registry.CatalogFeed;
import io.fairlead.registry.Journal;
import io.fairlead.registry.Registry;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Source;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import io.fairlead.spi.Verdicts;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** From the sources to the catalog: registry, health, store, feed. */
final class Middle {
  private final Registry registry;
  private final CatalogFeed feed;
  private final HealthEngine health;
  private final Journal journal;

  private Middle(Registry registry, CatalogFeed feed, HealthEngine health, Journal journal) {
    this.registry = registry;
    this.feed = feed;
    this.health = health;
    this.journal = journal;
  }

  /** Puts the parts together; nothing runs yet. */
  static Middle of(
      AgentConfig config,
      Node self,
      Store store,
      Catalog catalog,
      Journal journal,
      Time time,
      LongConsumer delays) {
    SecureRandom random = new SecureRandom();
    InstanceJson instances = new InstanceJson();
    NodeJson nodes = new NodeJson();
    HealthEngine[] health = new HealthEngine[1];
    Registry registry =
        new Registry(
            self,
            store,
            instances,
            nodes,
            time,
            journal,
            verdicts -> health[0] = engine(config, verdicts, time, random),
            new Registry.Options(config.leaseTtl(), random));
    CatalogFeed feed =
        new CatalogFeed(store, instances, nodes, catalog, time, journal, random, delays);
    return new Middle(registry, feed, health[0], journal);
  }

  private static HealthEngine engine(
      AgentConfig config, Verdicts verdicts, Time time, SecureRandom random) {
    Map<Class<? extends CheckSpec>, Probe> probes = new HashMap<>();
    return new HealthEngine(verdicts, probes, time, random);
  }

  /** Starts all but the sources. */
  void start(Crew crew) {
    crew.add("catalog", feed::run);
    crew.add("registry", registry::run);
    crew.add("health", health::run);
  }

  /** Starts a source; all are to be introduced before {@link #start}. */
  void follow(Crew crew, Source source) {
    var sink = registry.sink(source.name());
    crew.add(source.name(), () -> source.run(sink));
  }

  Registry registry() {
    return registry;
  }

  CatalogFeed feed() {
    return feed;
  }

  HealthEngine health() {
    return health;
  }

  Journal journal() {
    return journal;
  }
}
