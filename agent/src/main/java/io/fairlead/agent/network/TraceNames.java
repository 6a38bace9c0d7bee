package io.fairlead.agent.network;

import io.fairlead.catalog.Snapshot;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.model.IpAddress;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.NetworkRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whom the words of a trace mean. */
final class TraceNames {
  private static final String STEP = "name";
  private static final int SHORTEST_ID = 6;

  private final String node;
  private final Snapshot snapshot;
  private final List<NetworkEndpoint> own;

  TraceNames(String node, Snapshot snapshot, List<NetworkEndpoint> own) {
    this.node = node;
    this.snapshot = snapshot;
    this.own = own;
  }

  /**
   * Both ends of a way.
   *
   * @param own the address that packets leave with
   * @param end null where it is no container of the cluster
   */
  record Ends(
      NetworkEndpoint start, IpAddress own, @Nullable NetworkEndpoint end, IpAddress address) {}

  /** What people call an endpoint. */
  static String called(NetworkEndpoint endpoint) {
    String name = endpoint.container().name();
    return name.isEmpty() ? endpoint.addresses().getFirst().toString() : name;
  }

  /** This host's endpoints of a container: at least one. */
  List<NetworkEndpoint> starts(String from) {
    List<NetworkEndpoint> starts =
        own.stream()
            .filter(one -> one.state() == NetworkEndpoint.State.JOINED)
            .filter(one -> !one.addresses().isEmpty() && isCalled(one, from))
            .toList();
    if (!starts.isEmpty()) {
      return starts;
    }
    for (NetworkEndpoint other : all()) {
      if (isCalled(other, from) && !other.id().node().equals(node)) {
        throw new NetworkRefused(
            from + " is on " + other.id().node() + "; run 'fairlead trace' there");
      }
    }
    throw new NetworkRefused(
        "no container '"
            + from
            + "' is on a network of the cluster; 'fairlead network inspect NETWORK' shows who is");
  }

  private static boolean isCalled(NetworkEndpoint endpoint, String word) {
    NetworkEndpoint.Attached container = endpoint.container();
    return container.name().equals(word)
        || container.aliases().contains(word)
        || (word.length() >= SHORTEST_ID && container.id().startsWith(word))
        || endpoint.addresses().stream().anyMatch(one -> one.toString().equals(word));
  }

  /** All that there are, own ones as this node knows them. */
  private List<NetworkEndpoint> all() {
    List<NetworkEndpoint> all = new ArrayList<>(own);
    for (Network network : snapshot.networks().all()) {
      for (NetworkEndpoint one : snapshot.networks().endpoints(network.name())) {
        if (!one.id().node().equals(node)) {
          all.add(one);
        }
      }
    }
    return all;
  }

  /**
   * Both ends, or null where the target cannot be found; the step says why.
   *
   * @param container where to ask for names, or null
   */
  @Nullable Ends resolve(
      List<NetworkEndpoint> starts,
      TraceTarget target,
      @Nullable NetworkNamespace container,
      TraceSteps steps) {
    IpAddress address = target.address();
    if (address != null) {
      steps.skipped(STEP, "an address needs none", "");
      return at(starts, address);
    }
    List<NetworkEndpoint> meant = meant(starts, target.host());
    if (container == null) {
      if (!meant.isEmpty()) {
        steps.ok(STEP, target.host() + " is " + meant.getFirst().addresses().getFirst());
        return at(starts, meant.getFirst().addresses().getFirst());
      }
      steps.skipped(STEP, "there is no resolver to ask", "");
      return null;
    }
    return asked(starts, target, meant, container, steps);
  }

  private @Nullable Ends asked(
      List<NetworkEndpoint> starts,
      TraceTarget target,
      List<NetworkEndpoint> meant,
      NetworkNamespace container,
      TraceSteps steps) {
    List<IpAddress> answers = new ArrayList<>();
    String host = target.host();
    try {
      answers.addAll(NameProbe.ask(container, host, false));
      if (answers.isEmpty()) {
        answers.addAll(NameProbe.ask(container, host, true));
      }
    } catch (IOException e) {
      steps.broken(
          STEP,
          "the container's resolver at 127.0.0.11 does not answer: " + e.getMessage(),
          "restart the container; 'fairlead status' says whether the agent answers names");
    }
    List<IpAddress> there = meant.stream().flatMap(one -> one.addresses().stream()).toList();
    if (answers.isEmpty() && there.isEmpty()) {
      nobody(starts, host, steps);
      return null;
    }
    if (answers.isEmpty() || there.isEmpty() || there.stream().anyMatch(answers::contains)) {
      if (!answers.isEmpty()) {
        steps.ok(STEP, host + " is " + words(answers) + ", says the container's resolver");
      } else {
        steps.broken(
            STEP,
            "the container's resolver knows no " + host + ", which is at " + words(there),
            "use its name on this network; 'fairlead resolve' shows what names mean");
      }
    } else {
      steps.broken(
          STEP,
          "the container's resolver says "
              + words(answers)
              + ", and "
              + host
              + " is at "
              + words(there),
          "look for --add-host or /etc/hosts in the container");
    }
    IpAddress first =
        there.stream()
            .filter(answers::contains)
            .findFirst()
            .orElseGet(() -> there.isEmpty() ? answers.getFirst() : there.getFirst());
    return at(starts, first);
  }

  private void nobody(List<NetworkEndpoint> starts, String host, TraceSteps steps) {
    String here = String.join(", ", starts.stream().map(NetworkEndpoint::network).toList());
    for (NetworkEndpoint other : all()) {
      if (isCalled(other, host)) {
        steps.broken(
            STEP,
            host
                + " is on network "
                + other.network()
                + ", and the container on "
                + here
                + ": networks are closed to each other",
            "docker network connect " + starts.getFirst().network() + " " + host);
        return;
      }
    }
    steps.broken(
        STEP,
        "nobody on " + here + " is called " + host,
        "'fairlead network inspect " + starts.getFirst().network() + "' shows who is there");
  }

  private static String words(List<IpAddress> addresses) {
    return String.join(", ", addresses.stream().map(IpAddress::toString).toList());
  }

  private List<NetworkEndpoint> meant(List<NetworkEndpoint> starts, String host) {
    return all().stream()
        .filter(one -> starts.stream().anyMatch(start -> start.network().equals(one.network())))
        .filter(one -> isCalled(one, host) || host.equals(called(one) + "." + one.network()))
        .toList();
  }

  private @Nullable Ends at(List<NetworkEndpoint> starts, IpAddress address) {
    for (NetworkEndpoint start : starts) {
      for (NetworkEndpoint one : all()) {
        if (one.network().equals(start.network()) && one.addresses().contains(address)) {
          return new Ends(start, from(start, address), one, address);
        }
      }
    }
    NetworkEndpoint first = starts.getFirst();
    return new Ends(first, from(first, address), null, address);
  }

  private static IpAddress from(NetworkEndpoint start, IpAddress to) {
    return start.addresses().stream()
        .filter(one -> one.isV6() == to.isV6())
        .findFirst()
        .orElseGet(() -> start.addresses().getFirst());
  }
}
