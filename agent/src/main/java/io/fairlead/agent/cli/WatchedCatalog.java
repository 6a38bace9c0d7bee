package io.fairlead.agent.cli;

import io.fairlead.balancer.template.Templates;
import io.fairlead.balancer.template.World;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Snapshot;
import io.fairlead.json.Fields;
import io.fairlead.json.InstanceJson;
import io.fairlead.json.NodeJson;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of an agent, followed by its stream of changes. It is complete once the stream has
 * told all that there is; while the agent is away it stays as it was. Thread-safe.
 */
final class WatchedCatalog implements Templates.Worlds {
  private static final String DATA = "data:";
  private static final String EVENT = "event:";
  private static final long LOOK_AT_KEYS = 1_000;

  private final Client agent;
  private final Supplier<SortedMap<String, String>> keys;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private Snapshot building = Snapshot.empty();
  private @Nullable Snapshot whole;
  private List<Node> nodes = List.of();
  private String node = "";
  private String datacenter = "";
  private long revision;

  // Of the thread that reads.
  private String event = "";
  private List<Instance> told = new ArrayList<>();
  private boolean complete;

  /**
   * Of this agent.
   *
   * @param keys asked about once a second
   */
  WatchedCatalog(Client agent, Supplier<SortedMap<String, String>> keys) {
    this.agent = agent;
    this.keys = keys;
  }

  /** Reads the stream until it ends, which is as a failure. */
  void follow() {
    Fields status = agent.get("/status").fields();
    List<Node> all =
        agent.get("/nodes").fields().objects("nodes").stream().map(NodeJson::read).toList();
    lock.lock();
    try {
      node = status.textOr("node", "");
      datacenter = status.textOr("datacenter", "");
      nodes = all;
    } finally {
      lock.unlock();
    }
    complete = false;
    agent.stream("/watch", this::line);
  }

  private void line(String line) {
    if (line.startsWith(EVENT)) {
      event = line.substring(EVENT.length()).strip();
    } else if (line.startsWith(DATA)) {
      byte[] data = line.substring(DATA.length()).strip().getBytes(StandardCharsets.UTF_8);
      take(Fields.lenient(Json.parse(data)));
    }
  }

  private void take(Fields fields) {
    switch (event) {
      case "reset" -> {
        told = new ArrayList<>();
        complete = false;
      }
      case "put" -> put(InstanceJson.read(fields));
      case "remove" -> publish(new Change.RemoveInstance(id(fields)));
      case "current" -> current();
      default -> {}
    }
  }

  private static InstanceId id(Fields fields) {
    return new InstanceId(fields.text("node"), fields.text("id"));
  }

  private void put(Instance instance) {
    if (!complete) {
      told.add(instance);
      return;
    }
    boolean fresh;
    lock.lock();
    try {
      fresh = nodes.stream().noneMatch(one -> one.name().equals(instance.id().node()));
    } finally {
      lock.unlock();
    }
    if (fresh) {
      refreshNodes();
    }
    publish(new Change.PutInstance(instance));
  }

  /** Nodes come seldom, and with their instances. */
  private void refreshNodes() {
    try {
      List<Node> all =
          agent.get("/nodes").fields().objects("nodes").stream().map(NodeJson::read).toList();
      lock.lock();
      try {
        nodes = all;
        building = building.replacedBy(next(), instances(building), all);
      } finally {
        lock.unlock();
      }
    } catch (CliFailure | InvalidField e) {
      agent.terminal().err().println("the nodes could not be read: " + e.getMessage());
    }
  }

  private static List<Instance> instances(Snapshot snapshot) {
    List<Instance> all = new ArrayList<>();
    snapshot.instances().forEach(all::add);
    return all;
  }

  private void current() {
    lock.lock();
    try {
      if (!complete) {
        building = building.replacedBy(next(), told, nodes);
        told = new ArrayList<>();
        complete = true;
      }
      whole = building;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void publish(Change change) {
    lock.lock();
    try {
      building = building.with(next(), List.of(change));
      whole = building;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Revision next() {
    return new Revision(++revision);
  }

  @Override
  public @Nullable World await(@Nullable World known, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    SortedMap<String, String> now = keys.get();
    lock.lock();
    try {
      while (left > 0) {
        Snapshot snapshot = whole;
        if (snapshot != null && (known == null || isOther(known, snapshot, now))) {
          return new World(node, datacenter, Map.of(datacenter, snapshot), now);
        }
        long piece = Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_AT_KEYS));
        left -= piece - Math.max(0, changed.awaitNanos(piece));
        now = keys.get();
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isOther(World known, Snapshot snapshot, SortedMap<String, String> keys) {
    return !known.snapshot().equals(snapshot) || !known.keys().equals(keys);
  }
}
