package io.fairlead.view.http;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Registration;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.select.Failover;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Registrar;
import io.fairlead.spi.Remark;
import io.fairlead.spi.StoreException;
import io.fairlead.testkit.attach.MemoryClusterNetworks;
import io.fairlead.testkit.attach.MemoryConnecting;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.time.ManualTime;
import io.fairlead.transport.server.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The API of an agent whose catalog, engine and time a test owns, on a free port of loopback. */
final class TestAgent implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final ManualTime time = new ManualTime();
  final Catalog catalog = new Catalog();
  final List<Remark> remarks = new CopyOnWriteArrayList<>();
  final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();
  volatile Optional<String> unready = Optional.empty();
  volatile boolean storeAway;
  final TestHoldings holdings = new TestHoldings(this::store, time);
  volatile boolean engineBroken;
  final Catalog there = new Catalog();
  volatile Federation.State thereState = Federation.State.CURRENT;
  private final Site remote =
      new Site("dc2", there, () -> thereState, () -> Duration.ofSeconds(40), there::snapshot);
  private final Datacenters datacenters =
      new Datacenters(
          Datacenters.Member.current("dc1", catalog::snapshot),
          List.of(new Datacenters.Member("dc2", there::snapshot, () -> thereState)));
  final List<NetworkEndpoint> attached = new CopyOnWriteArrayList<>();
  final MemoryConnecting connecting = new MemoryConnecting();
  final MemoryClusterNetworks networks = new MemoryClusterNetworks(() -> List.copyOf(attached));
  final FixedExplaining explaining = new FixedExplaining();
  final HttpView view;
  final HttpClient client = HttpClient.newHttpClient();
  private long revision;

  TestAgent() throws IOException {
    view =
        HttpView.start(
            agent(),
            List.of(into -> into.counter("fairlead_test", "Tests", 7, "kind", "unit")),
            List.of(),
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            null,
            Limits.DEFAULT,
            new Random(1));
  }

  Agent agent() {
    return new Agent(
        Samples.NODE,
        IpAddress.parse("192.0.2.1"),
        catalog,
        new DirectRegistrar(),
        (container, grace) -> {
          if (engineBroken) {
            throw new IOException("the engine is away");
          }
          stopped.add(container);
        },
        TestAgent::resolve,
        members -> members.stream().filter(Instance::serving).toList(),
        "internal",
        new Sites("dc1", List.of(remote), datacenters::now, new Failover(Failover.Rule.UNHEALTHY)),
        subject -> remarks.stream().filter(r -> r.subject().equals(subject)).toList(),
        remarks::add,
        () -> unready,
        () -> Duration.ofSeconds(3),
        this::store,
        () -> Map.of("version", "1.2.3", "sources", List.of("docker", "api")),
        new Moves(),
        networks,
        connecting,
        holdings,
        explaining,
        time);
  }

  private Snapshot store() {
    if (storeAway) {
      throw StoreException.away("nobody answers", new IOException("nobody answers"));
    }
    return catalog.snapshot();
  }

  private final class Moves implements Moving {
    @Override
    public Map<String, Object> status() {
      store();
      return Map.of("phase", "none");
    }

    @Override
    public Map<String, Object> step(String from, String to, boolean force) {
      store();
      if (from.equals(to)) {
        throw StoreException.refused("these are the same store");
      }
      return Map.of("phase", "dual", "to", to);
    }

    @Override
    public Map<String, Object> back(boolean force) {
      store();
      if (force) {
        throw StoreException.refused("it is done");
      }
      return Map.of("phase", "back");
    }
  }

  private static Resolver.Resolution resolve(
      String name, String type, IpAddress from, @Nullable String datacenter) {
    InvalidField.unless(!name.contains(" "), "name", "is no name");
    return new Resolver.Resolution(
        "NOERROR",
        datacenter == null ? "dc1" : datacenter,
        List.of(new Resolver.Line(name, type, 0, from.toString())),
        List.of());
  }

  /** Makes this all that the other datacenter has. */
  void putThere(Instance... instances) {
    Revision next = new Revision(there.snapshot().revision().value() + 1);
    List<ServiceKey> changed = Stream.of(instances).map(Instance::service).toList();
    there.publish(there.snapshot().replacedBy(next, List.of(instances), List.of()), changed);
  }

  /** Publishes the next snapshot. */
  synchronized Snapshot publish(Change... changes) {
    Snapshot before = catalog.snapshot();
    Snapshot next = before.with(new Revision(++revision), List.of(changes));
    Set<ServiceKey> changed = new LinkedHashSet<>();
    for (Change change : changes) {
      switch (change) {
        case Change.PutInstance(Instance instance) -> {
          changed.add(instance.service());
          Instance old = before.instance(instance.id());
          if (old != null) {
            changed.add(old.service());
          }
        }
        case Change.RemoveInstance(InstanceId id) -> {
          Instance old = before.instance(id);
          if (old != null) {
            changed.add(old.service());
          }
        }
        default -> {}
      }
    }
    catalog.publish(next, changed);
    return next;
  }

  Snapshot put(Instance... instances) {
    List<Change> changes = new ArrayList<>();
    for (Instance instance : instances) {
      changes.add(new Change.PutInstance(instance));
    }
    return publish(changes.toArray(new Change[0]));
  }

  URI uri(String path) {
    InetSocketAddress address = view.addresses().getFirst();
    return URI.create("http://127.0.0.1:" + address.getPort() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body)));
  }

  @Override
  public void close() {
    client.shutdownNow();
    view.close();
  }

  /** Puts what is registered straight into the catalog, as if the store were at hand. */
  private final class DirectRegistrar implements Registrar {
    @Override
    public void register(Registration registration) {
      if (!storeAway) {
        put(instance(registration, registration.draining(), registration.cause()));
      }
    }

    @Override
    public void drainNode(boolean draining, Cause cause) {
      for (Instance one : catalog.snapshot().instances()) {
        drain(one.id().id(), draining, cause);
      }
    }

    private Instance instance(Registration from, boolean draining, Cause cause) {
      return new Instance(
          new InstanceId(Samples.NODE, from.id().id()),
          from.id().source(),
          from.service(),
          from.container(),
          from.port(),
          from.address(),
          from.endpoints(),
          from.tags(),
          from.meta(),
          from.weight(),
          draining,
          from.checks(),
          from.states(),
          cause);
    }

    @Override
    public boolean deregister(String id, Cause cause) {
      InstanceId instance = new InstanceId(Samples.NODE, id);
      if (catalog.snapshot().instance(instance) == null) {
        return false;
      }
      if (!storeAway) {
        publish(new Change.RemoveInstance(instance));
      }
      return true;
    }

    @Override
    public boolean renew(String id, String check, Probe.Verdict verdict) {
      Instance instance = catalog.snapshot().instance(new InstanceId(Samples.NODE, id));
      return instance != null
          && instance.checks().stream()
              .filter(c -> c.spec().kind().equals("ttl"))
              .anyMatch(c -> check.isEmpty() || c.name().equals(check));
    }

    @Override
    public boolean drain(String id, boolean draining, Cause cause) {
      Instance was = catalog.snapshot().instance(new InstanceId(Samples.NODE, id));
      if (was == null) {
        return false;
      }
      if (!storeAway) {
        put(
            new Instance(
                was.id(),
                was.source(),
                was.service(),
                was.container(),
                was.port(),
                was.address(),
                was.endpoints(),
                was.tags(),
                was.meta(),
                was.weight(),
                draining,
                was.checks(),
                was.states(),
                cause));
      }
      return true;
    }
  }
}
