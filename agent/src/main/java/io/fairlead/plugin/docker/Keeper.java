package io.fairlead.plugin.docker;

import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.ClusterNetworks;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the engine's networks and the cluster's the same: compares all of both whenever either says
 * that something changed, and every minute.
 */
final class Keeper {
  private static final System.Logger LOG = System.getLogger(Keeper.class.getName());
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration AT_ONCE = Duration.ofMillis(50);
  private static final Duration UNDER_WAY = Duration.ofMinutes(1);
  private static final int MOST_ROUNDS = 10;

  private final String driver;
  private final Address engine;
  private final ClusterNetworks networks;
  private final Bindings bindings;
  private final Errands errands;
  private final Attendance attendance;
  private final Bell bell;
  private final Time time;
  private final Map<Binding, Long> since = new HashMap<>();
  private boolean away;
  private boolean storeAway;

  Keeper(
      String driver,
      Address engine,
      ClusterNetworks networks,
      Bindings bindings,
      Errands errands,
      Attendance attendance,
      Bell bell,
      Time time) {
    this.driver = driver;
    this.engine = engine;
    this.networks = networks;
    this.bindings = bindings;
    this.errands = errands;
    this.attendance = attendance;
    this.bell = bell;
    this.time = time;
  }

  /** Keeps them the same until the thread is interrupted. */
  void run() throws InterruptedException {
    while (true) {
      try (EngineApi api = new EngineApi(engine, time)) {
        session(api);
      } catch (IOException e) {
        if (!away) {
          LOG.log(Level.INFO, "networks wait for the engine: {0}", e.getMessage());
        }
        time.sleep(away ? SOON : AT_ONCE);
        away = true;
      }
    }
  }

  private void session(EngineApi api) throws IOException, InterruptedException {
    api.greet();
    try (EngineEvents events =
        EngineEvents.read(api.events(), event -> happened(api, event), bell)) {
      away = false;
      while (true) {
        boolean complete = compare(api);
        var _ = bell.await(complete ? EVERY : SOON);
        events.requireOpen();
      }
    }
  }

  private void happened(EngineApi api, EngineEvents.Event event) {
    if (event.network() && event.action().equals("connect")) {
      attendance.look(api, event.container());
    } else if (event.network()) {
      bell.ring();
    } else if (event.action().equals("rename") || event.action().equals("start")) {
      attendance.changed(api, event.container());
    }
  }

  /** Returns whether all could be compared. */
  private boolean compare(EngineApi api) throws IOException, InterruptedException {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<NetworkEndpoint> before = attendance.before();
      List<DockerNetwork> shown = api.networks(driver);
      attendance.end(before, shown);
      boolean progress = false;
      boolean complete = true;
      try {
        List<Network> cluster = networks.all();
        note();
        for (Step step : Comparison.of(driver, shown, bindings.all(), cluster, this::isOld)) {
          progress |= errands.run(api, step);
        }
        storeAway = false;
      } catch (StoreException e) {
        complete = false;
        if (!storeAway) {
          LOG.log(Level.WARNING, "networks wait for the store: {0}", e.getMessage());
        }
        storeAway = true;
      }
      if (!progress) {
        attendance.call(api, shown);
        return complete;
      }
    }
    return false;
  }

  /** Remembers since when each binding is as it is. */
  private void note() {
    List<Binding> all = bindings.all();
    since.keySet().retainAll(all);
    all.forEach(one -> since.putIfAbsent(one, time.nanos()));
  }

  private boolean isOld(Binding binding) {
    Long from = since.get(binding);
    return from != null && time.nanos() - from > UNDER_WAY.toNanos();
  }
}
