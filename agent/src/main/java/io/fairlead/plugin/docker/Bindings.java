package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.json.NetworkJson;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Time;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which of the engine's networks is which of the cluster's, kept in a file that survives the death
 * of the process at any moment. Thread-safe.
 */
final class Bindings {
  private static final System.Logger LOG = System.getLogger(Bindings.class.getName());

  private final Path file;
  private final Time time;
  private final Runnable changed;

  // Guarded by this.
  private final Map<String, Binding> all = new LinkedHashMap<>();
  private final Map<String, Network> expected = new HashMap<>();

  private Bindings(Path file, Time time, Runnable changed) {
    this.file = file;
    this.time = time;
    this.changed = changed;
  }

  /**
   * What is known from before.
   *
   * @param changed told after each change
   */
  static Bindings open(Path file, Time time, Runnable changed) {
    Bindings bindings = new Bindings(file, time, changed);
    try {
      if (Files.exists(file)) {
        Fields fields = Fields.lenient(Json.parse(Files.readAllBytes(file)));
        fields.objects("networks").stream()
            .map(Bindings::read)
            .forEach(one -> bindings.all.put(one.docker(), one));
      }
    } catch (IOException | InvalidField e) {
      // The engine and the cluster say it all again.
      LOG.log(System.Logger.Level.WARNING, "{0} is made anew: {1}", file, e.getMessage());
    }
    return bindings;
  }

  synchronized @Nullable Binding get(String docker) {
    return all.get(docker);
  }

  synchronized List<Binding> all() {
    return List.copyOf(all.values());
  }

  /** The network of the engine that has this subnet and is not on its way out, or null. */
  synchronized @Nullable Binding of(IpPrefix subnet) {
    for (Binding one : all.values()) {
      if (one.subnets().contains(subnet)
          && (one.state() == Binding.State.BOUND || one.state() == Binding.State.NEW)) {
        return one;
      }
    }
    return null;
  }

  /** The network that was last known to have this subnet, whatever became of it, or null. */
  synchronized @Nullable Network lastOf(IpPrefix subnet) {
    for (Binding one : all.values()) {
      if (one.network() != null && one.subnets().contains(subnet)) {
        return one.network();
      }
    }
    return null;
  }

  /** The cluster's network of this name, as far as an engine was told of it, or null. */
  synchronized @Nullable Network network(String name) {
    for (Binding one : all.values()) {
      if (one.network() != null && one.network().name().equals(name)) {
        return one.network();
      }
    }
    return expected.get(name);
  }

  /** The engine is about to be told to make this one. */
  synchronized void expect(Network network) {
    expected.put(network.name(), network);
  }

  /** The engine was told, or could not be. */
  synchronized void expectNoMore(Network network) {
    expected.remove(network.name());
  }

  void put(Binding binding) {
    synchronized (this) {
      if (binding.equals(all.get(binding.docker()))) {
        return;
      }
      all.put(binding.docker(), binding);
      save();
      notifyAll();
    }
    changed.run();
  }

  void remove(String docker) {
    synchronized (this) {
      if (all.remove(docker) == null) {
        return;
      }
      save();
      notifyAll();
    }
    changed.run();
  }

  /** What a network is, once that is known, or as it is when the time is up; null for none. */
  synchronized @Nullable Binding awaitSettled(String docker, Duration patience) {
    long end = time.nanos() + patience.toNanos();
    Binding now = all.get(docker);
    while (now != null && now.isOpen() && end - time.nanos() > 0) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, end - time.nanos()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return now;
      }
      now = all.get(docker);
    }
    return now;
  }

  private void save() {
    JsonWriter out = new JsonWriter().beginObject().name("networks").beginArray();
    all.values().forEach(one -> write(out, one));
    out.endArray().endObject();
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(fresh, out.bytes());
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the book of networks cannot be written: " + file, e);
    }
  }

  private static void write(JsonWriter out, Binding binding) {
    out.beginObject().text("docker", binding.docker());
    out.text("state", Fields.word(binding.state()));
    Network network = binding.network();
    if (network != null) {
      out.name("network");
      NetworkJson.write(out, network);
    }
    Json.writeTexts(out, "subnets", binding.subnets().stream().map(IpPrefix::toString).toList());
    out.endObject();
  }

  private static Binding read(Fields fields) {
    Fields network = fields.object("network");
    List<IpPrefix> subnets = new ArrayList<>();
    for (String subnet : fields.texts("subnets")) {
      subnets.add(fields.at("subnets", () -> IpPrefix.parse(subnet)));
    }
    return new Binding(
        fields.text("docker"),
        fields.wordOr("state", Binding.State.class, Binding.State.NEW),
        network == null ? null : NetworkJson.read(network),
        subnets);
  }
}
