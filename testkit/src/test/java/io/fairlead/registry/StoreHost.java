package io.fairlead.registry;

import io.fairlead.model.Cause;
import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Store;
import io.fairlead.spi.Time;
import io.fairlead.testkit.catalog.InternCodec;
import io.fairlead.testkit.catalog.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** One node's registry on a store, stepped by the test: no threads. */
class StoreHost {
  static final Node SELF = Samples.node(Samples.NODE, "192.0.2.1");

  final Codec codec;
  final Map<RegistrationId, List<Check>> followed = new HashMap<>();
  Journal journal = new Journal();
  Registry registry;

  private final Time time;
  private final Duration lease;
  private final Store store;

  StoreHost(Store store, Time time, Duration lease, Codec codec) {
    this(SELF, store, time, lease, codec);
  }

  StoreHost(Node self, Store store, Time time, Duration lease, Codec codec) {
    this.codec = codec;
    this.store = store;
    this.time = time;
    this.lease = lease;
    registry = start(store, self);
  }

  /** How each kind of entry is written. */
  record Codec(
      InternCodec<Instance> instances,
      InternCodec<Node> nodes,
      InternCodec<NetworkEndpoint> endpoints) {
    Codec() {
      this(new InternCodec<>(), new InternCodec<>(), new InternCodec<>());
    }

    Codecs codecs() {
      return new Codecs(
          instances,
          nodes,
          new Codecs.OfNetworks(new InternCodec<>(), endpoints, new InternCodec<>()));
    }
  }

  /** Another agent after a restart, on what it sees as the store; its sources have not spoken. */
  final Registry restartOn(Store seen, Node self) {
    followed.clear();
    journal = new Journal();
    registry = start(seen, self);
    return registry;
  }

  private Registry start(Store on, Node self) {
    Registry.Options options = new Registry.Options(lease, new Random(1), Milestones.NONE);
    return new Registry(self, on, codec.codecs(), time, journal, v -> new Checks(), options);
  }

  /** Does all that is due. */
  void settle() {
    while (registry.step()) {}
  }

  Sink source(String name) {
    return registry.sink(name);
  }

  /** The instances in the store by local id. */
  Map<String, Instance> stored() {
    Map<String, Instance> stored = new TreeMap<>();
    for (Store.Entry entry : entries(Keys.INSTANCES)) {
      Instance instance = codec.instances().decode(entry.value());
      stored.put(instance.id().id(), instance);
    }
    return stored;
  }

  /** The node's entry in the store. */
  Node node() {
    return codec.nodes().decode(entries("nodes/").getFirst().value());
  }

  /** The instance that must be in the store. */
  Instance stored(String id) {
    Instance instance = stored().get(id);
    if (instance == null) {
      throw new AssertionError(id + " is not in the store, only " + stored().keySet());
    }
    return instance;
  }

  List<Store.Entry> entries(String prefix) {
    List<Store.Entry> entries = new ArrayList<>();
    String after = null;
    boolean more = true;
    while (more) {
      Store.Page page = store.read(prefix, after);
      entries.addAll(page.entries());
      more = page.more();
      after = more ? entries.getLast().key() : null;
    }
    return entries;
  }

  static Registration web(String source, String id) {
    return web(source, id, List.of(), "docker event start");
  }

  static Registration web(String source, String id, List<Check> checks, String what) {
    Registration sample = Samples.registration("web", "10.0.0.1", 80);
    return new Registration(
        new RegistrationId(source, id),
        sample.service(),
        id,
        sample.port(),
        sample.address(),
        sample.endpoints(),
        sample.tags(),
        sample.meta(),
        sample.weight(),
        sample.draining(),
        checks,
        sample.states(),
        cause(what));
  }

  static Check check(String name) {
    return new Check(name, new CheckSpec.Tcp(0), Check.Timing.DEFAULT, Health.UNKNOWN);
  }

  static CheckState verdict(String name, Health health) {
    return new CheckState(name, "tcp", health, Samples.AT.plusSeconds(1), "said so");
  }

  static Cause cause(String what) {
    return new Cause(Instant.parse("2026-01-01T00:00:00Z"), what);
  }

  /** Notes what is followed; speaks only through the test. */
  private final class Checks implements HealthChecks {
    @Override
    public void follow(RegistrationId id, Subject subject, List<Check> checks) {
      followed.put(id, checks);
    }

    @Override
    public void forget(RegistrationId id) {
      followed.remove(id);
    }

    @Override
    public boolean renew(RegistrationId id, String check, Probe.Verdict verdict) {
      return followed.containsKey(id);
    }
  }
}
