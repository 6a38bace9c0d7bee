package io.fairlead.agent.network;

import io.fairlead.catalog.Networks;
import io.fairlead.catalog.Snapshot;
import io.fairlead.dataplane.Asking;
import io.fairlead.dataplane.Choice;
import io.fairlead.dataplane.Overlay;
import io.fairlead.dataplane.Passage;
import io.fairlead.dataplane.Publication;
import io.fairlead.dataplane.ShortPlan;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.policy.Guard;
import io.fairlead.policy.Members;
import io.fairlead.policy.Rules;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Peer;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.dataplane.Way;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.OffloadState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.ways.Report;
import io.fairlead.wire.netlink.LinkKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What this host should have for the networks that it takes part in. Pure but for the memory. */
final class Plans {
  private static final String HOST_GW = "host-gw";
  private static final String VXLAN = "vxlan";

  /** Those that carry plain packets or UDP between nodes, of which it is asked whether they do. */
  private static final Set<String> ASKED = Set.of(Network.AUTO, HOST_GW, VXLAN);

  private final Sites sites;
  private final Predicate<String> strict;
  private final BooleanSupplier filled;
  private final Map<String, Dataplane> dataplanes = new LinkedHashMap<>();
  private final Hindrance hindrance;
  private final Map<String, Last<Drawn, HostState>> planned = new ConcurrentHashMap<>();
  private final Map<String, Last<Drawn, HostState>> shorter = new ConcurrentHashMap<>();
  private final Last<Between, HostState> passage = new Last<>();
  private final Last<Published, HostState> publication = new Last<>();
  private final Last<Guarded, HostState> guarded = new Last<>();
  private final Last<Asking, HostState> asked = new Last<>();
  private final Last<Whole, HostState> whole = new Last<>();

  /**
   * Plans for these sites.
   *
   * @param hindrance why there are no short ways on this host
   * @param strict whether a link takes packets only from where it would send the answers
   * @param filled whether this host fills in the checksums of what goes in UDP
   */
  Plans(
      Sites sites,
      List<Dataplane> all,
      Hindrance hindrance,
      Predicate<String> strict,
      BooleanSupplier filled) {
    this.hindrance = hindrance;
    this.filled = filled;
    this.sites = sites;
    this.strict = strict;
    all.forEach(one -> dataplanes.put(one.type(), one));
  }

  /**
   * The plans of all networks that have an own endpoint, and what passes between them. What has not
   * changed is not planned again: where nothing has, the answer is the same object as before.
   */
  HostState of(Snapshot snapshot, List<NetworkEndpoint> own) {
    List<HostState> plans = new ArrayList<>();
    List<HostState> shorts = new ArrayList<>();
    List<Network> bridged = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Network network : mine(snapshot, own)) {
      Site site = sites.of(network, snapshot, own);
      Choice choice = Choice.of(site);
      Dataplane dataplane = dataplane(choice);
      names.add(network.name());
      if (dataplane != null) {
        Set<EndpointId> off =
            dataplane instanceof ClosedPorts closing ? closing.off(site) : Set.of();
        Drawn drawn = new Drawn(site, off);
        HostState plan =
            planned
                .computeIfAbsent(network.name(), key -> new Last<>())
                .of(drawn, from -> dataplane.plan(from.site()));
        plans.add(plan);
        if (ShortPlan.unfit(network, choice.type()).isEmpty()) {
          shorts.add(
              shorter
                  .computeIfAbsent(network.name(), key -> new Last<>())
                  .of(drawn, from -> ShortPlan.of(from.site(), plan)));
        }
        if (plan.get(LinkState.key(Sandbox.HOST, LinkNames.bridge(network))) != null) {
          bridged.add(network);
        }
      }
    }
    planned.keySet().retainAll(names);
    shorter.keySet().retainAll(names);
    if (plans.stream().allMatch(plan -> plan.items().isEmpty())) {
      return HostState.EMPTY;
    }
    Asking asking = asking(snapshot, own);
    List<HostState> parts = new ArrayList<>();
    parts.add(
        passage.of(
            new Between(snapshot.networks().all(), sites.link(), asking.hosts()),
            one -> Passage.of(one.networks(), one.outside(), one.hosts())));
    parts.add(
        publication.of(
            new Published(bridged, own), from -> Publication.of(from.networks(), from.own())));
    parts.add(
        guarded.of(new Guarded(snapshot.networks(), own), from -> policy(snapshot, from.own())));
    parts.add(asked.of(asking, Asking::plan));
    parts.addAll(plans);
    if (shorts.stream().anyMatch(one -> !one.items().isEmpty()) && hinders(snapshot).isEmpty()) {
      parts.addAll(shorts);
    }
    return whole.of(new Whole(parts, !filled.getAsBoolean()), Plans::together);
  }

  /** Why this host has no short ways, or empty. */
  private String hinders(Snapshot snapshot) {
    Set<IpPrefix> pools = new HashSet<>();
    for (Network network : snapshot.networks().all()) {
      network.pools().forEach(pool -> pools.add(pool.subnet()));
    }
    return hindrance.of(sites.link(), pools);
  }

  private static HostState together(Whole whole) {
    HostState all = whole.parts().stream().reduce(HostState.EMPTY, HostState::and);
    return all.and(checksums(all, whole.left()));
  }

  /** Who fills in the checksums of what goes in UDP. */
  private static HostState checksums(HostState state, boolean left) {
    return HostState.of(
        state.all(LinkState.class).stream()
            .filter(one -> one.kind() instanceof LinkKind.Vxlan)
            .map(one -> new OffloadState(one.sandbox(), one.name(), left))
            .toList());
  }

  /** Whom this node asks which way to it carries. */
  Asking asking(Snapshot snapshot, List<NetworkEndpoint> own) {
    Underlay underlay = sites.underlay();
    Map<String, Peer> met = new TreeMap<>();
    int mtu = 0;
    int plain = 0;
    boolean six = false;
    int overhead = Overlay.overhead(underlay.self().address().isV6());
    for (Network network : mine(snapshot, own)) {
      Site site = sites.of(network, snapshot, own);
      String type = Choice.of(site).type();
      if (!ASKED.contains(type) || network.options().encrypted()) {
        continue;
      }
      mtu = site.underlayMtu();
      plain = Math.max(plain, type.equals(HOST_GW) ? mtu : mtu - overhead);
      six |= type.equals(Network.AUTO) && !network.pools(true).isEmpty();
      for (String node : site.present()) {
        Peer peer = site.peers().get(node);
        if (peer != null) {
          met.put(node, peer);
        }
      }
    }
    String link = underlay.link();
    boolean isStrict = !met.isEmpty() && strict.test(link);
    return new Asking(underlay.self(), link, isStrict, List.copyOf(met.values()), mtu, plain, six);
  }

  private record Drawn(Site site, Set<EndpointId> off) {}

  private record Between(List<Network> networks, String outside, List<IpAddress> hosts) {}

  private record Whole(List<HostState> parts, boolean left) {}

  private record Published(List<Network> networks, List<NetworkEndpoint> own) {}

  private record Guarded(Networks networks, List<NetworkEndpoint> own) {}

  /** What guards these endpoints; nothing where everybody may come to each. */
  HostState policy(Snapshot snapshot, List<NetworkEndpoint> own) {
    return Rules.of(guards(snapshot, own), members(snapshot, own));
  }

  /** The guards of these endpoints, of those that do not take everybody. */
  static List<Guard> guards(Snapshot snapshot, List<NetworkEndpoint> own) {
    List<Guard> guards = new ArrayList<>();
    for (NetworkEndpoint endpoint : own) {
      Network network = snapshot.networks().network(endpoint.network());
      if (network != null && endpoint.state() == NetworkEndpoint.State.JOINED) {
        Guard guard = Guard.of(network, endpoint);
        if (guard != null) {
          guards.add(guard);
        }
      }
    }
    return guards;
  }

  /** Whom the words of rules mean: own endpoints as this node knows them, others as all do. */
  Members members(Snapshot snapshot, List<NetworkEndpoint> own) {
    return new Members(
        name -> {
          List<NetworkEndpoint> all = new ArrayList<>();
          own.stream().filter(one -> one.network().equals(name)).forEach(all::add);
          for (NetworkEndpoint endpoint : snapshot.networks().endpoints(name)) {
            if (!endpoint.id().node().equals(sites.node())) {
              all.add(endpoint);
            }
          }
          return all;
        });
  }

  /** Of all that, what leads from published ports. */
  HostState ports(Snapshot snapshot, List<NetworkEndpoint> own) {
    return HostState.of(of(snapshot, own).items().stream().filter(Publication::isOurs).toList());
  }

  /** How each network with an own endpoint stands. */
  List<Standing> standings(
      Snapshot snapshot, List<NetworkEndpoint> own, Map<String, Report> ways, String trouble) {
    List<Standing> all = new ArrayList<>();
    for (Network network : mine(snapshot, own)) {
      Site site = sites.of(network, snapshot, own);
      Choice choice = Choice.of(site);
      Dataplane dataplane = dataplane(choice);
      List<String> doubts =
          new ArrayList<>(
              dataplane == null ? List.of(unknown(choice.type())) : dataplane.doubts(site));
      if (ASKED.contains(choice.type()) && !network.options().encrypted()) {
        doubts.addAll(WayDoubts.of(choice.type(), site, ways, trouble));
      }
      String ordinary = ShortPlan.unfit(network, choice.type());
      if (ordinary.isEmpty()) {
        ordinary = hinders(snapshot);
      }
      if (ordinary.isEmpty() && isWrapped(choice, site)) {
        ordinary = "no other host is reached by plain routes";
      }
      all.add(
          new Standing(
              network, choice, site.own().size(), doubts, ordinary, ShortPlan.guarded(site)));
    }
    return all;
  }

  /** Whether all that goes to other nodes goes in UDP, though the way is left open. */
  private static boolean isWrapped(Choice choice, Site site) {
    return choice.type().equals(Network.AUTO)
        && site.present().stream().noneMatch(node -> site.way(node).kind() == Way.Kind.ROUTE);
  }

  /** This network's site, with these own endpoints. */
  Site site(Network network, Snapshot snapshot, List<NetworkEndpoint> own) {
    return sites.of(network, snapshot, own);
  }

  /** The dataplane of this choice, or null where this agent has none of that type. */
  @Nullable Dataplane dataplane(Choice choice) {
    return dataplanes.get(choice.type());
  }

  /** Why there is none of this type, and what to do next. */
  String unknown(String type) {
    return "there is no dataplane '"
        + type
        + "' here; use one of "
        + String.join(", ", dataplanes.keySet());
  }

  private static Iterable<Network> mine(Snapshot snapshot, List<NetworkEndpoint> own) {
    Map<String, Network> mine = new TreeMap<>();
    for (NetworkEndpoint endpoint : own) {
      Network network = snapshot.networks().network(endpoint.network());
      if (network != null) {
        mine.put(network.name(), network);
      }
    }
    return mine.values();
  }
}
