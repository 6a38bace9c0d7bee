package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.registry.LeasedMirror;
import io.fairlead.registry.MirrorStats;
import io.fairlead.registry.Mirroring;
import io.fairlead.registry.Registry;
import io.fairlead.spi.Mirror;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.consul.RegistratorCatalogMirror;
import io.fairlead.stores.consul.RegistratorKvMirror;
import io.fairlead.stores.etcd.EtcdStore;
import io.fairlead.stores.mirror.AlsoUrl;
import io.fairlead.stores.mirror.RegistratorKeys;
import io.fairlead.stores.mirror.SkyDnsLayout;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.zookeeper.RegistratorZnodeMirror;
import io.fairlead.view.http.MetricSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The places beside the store that the configuration names. */
final class Mirrors implements AutoCloseable {
  private final List<Mirror> opened = new ArrayList<>();
  private final List<Mirroring> mirrorings = new ArrayList<>();

  /**
   * Opens them; one that is away is no failure.
   *
   * @throws StartFailure where a URL or its files cannot be used
   */
  static Mirrors open(AgentConfig config, Registry registry, Time time) {
    Mirrors mirrors = new Mirrors();
    try {
      for (AlsoUrl url : config.also()) {
        Mirror mirror = open(url, config.leaseTtl(), time);
        mirrors.opened.add(mirror);
        mirrors.mirrorings.add(
            new Mirroring(url.toString(), registry, mirror, config.leaseTtl(), new Random()));
      }
      return mirrors;
    } catch (StoreException e) {
      mirrors.close();
      throw new StartFailure("--also: " + e.getMessage());
    }
  }

  /** The variables' secrets are the main store's: they go to no other server. */
  private static Mirror open(AlsoUrl also, Duration ttl, Time time) {
    StoreUrl url = also.url();
    Secrets secrets = Secrets.of(url, Map.of());
    return switch (also.layout()) {
      case FAIRLEAD -> LeasedMirror.same(Stores.remote(url, secrets, time), ttl);
      case CONSUL -> RegistratorCatalogMirror.open(url, secrets, ttl, time);
      case CONSULKV -> RegistratorKvMirror.open(url, secrets, ttl, time);
      case ETCD ->
          new LeasedMirror(EtcdStore.open(url, secrets, time), ttl, RegistratorKeys::entries);
      case SKYDNS2 ->
          new LeasedMirror(
              EtcdStore.open(SkyDnsLayout.place(url), secrets, time),
              ttl,
              desired -> SkyDnsLayout.entries(desired, ttl));
      case ZOOKEEPER -> RegistratorZnodeMirror.open(url, secrets, ttl, time, new Random());
    };
  }

  /** Keeps them in line from now on. */
  void start(Crew crew) {
    for (int i = 0; i < mirrorings.size(); i++) {
      crew.add("mirror-" + i, mirrorings.get(i)::run);
    }
  }

  /** How each is, for people. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (Mirroring mirroring : mirrorings) {
      MirrorStats stats = mirroring.stats();
      facts.put(
          mirroring.name(),
          !stats.problem().isEmpty() ? stats.problem() : stats.current() ? "well" : "catching up");
    }
    return facts;
  }

  void figures(MetricSource.Metrics into) {
    for (Mirroring mirroring : mirrorings) {
      MirrorStats stats = mirroring.stats();
      String name = mirroring.name();
      into.gauge(
          "fairlead_mirror_current",
          "1 where a place beside the store holds what this node registers",
          stats.current() ? 1 : 0,
          "mirror",
          name);
      into.gauge(
          "fairlead_mirror_last_success_seconds",
          "When a place beside the store was last seen to",
          stats.lastSuccess().getEpochSecond(),
          "mirror",
          name);
      into.counter(
          "fairlead_mirror_writes", "Keys written and removed", stats.writes(), "mirror", name);
      into.counter(
          "fairlead_mirror_failures", "Tries that failed", stats.failures(), "mirror", name);
    }
  }

  @Override
  public void close() {
    opened.forEach(Mirror::close);
  }
}
