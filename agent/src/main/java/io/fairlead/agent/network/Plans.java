package io.fairlead.agent.network;

import io.fairlead.catalog.Snapshot;
import io.fairlead.dataplane.Choice;
import io.fairlead.dataplane.Passage;
import io.fairlead.dataplane.Publication;
import io.fairlead.dataplane.ShortPlan;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.policy.Guard;
import io.fairlead.policy.Members;
import io.fairlead.policy.Rules;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Sandbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What this host should have for the networks that it takes part in. Pure but for the memory. */
final class Plans {
  private final Sites sites;
  private final Map<String, Dataplane> dataplanes = new LinkedHashMap<>();
  private final Hindrance hindrance;

  Plans(Sites sites, List<Dataplane> all, Hindrance hindrance) {
    this.sites = sites;
    this.hindrance = hindrance;
    all.forEach(one -> dataplanes.put(one.type(), one));
  }

  /** The plans of all networks that have an own endpoint, and what passes between them. */
  HostState of(Snapshot snapshot, List<NetworkEndpoint> own) {
    HostState state = HostState.EMPTY;
    HostState shorter = HostState.EMPTY;
    List<Network> bridged = new ArrayList<>();
    for (Network network : mine(snapshot, own)) {
      Site site = sites.of(network, snapshot, own);
      Choice choice = Choice.of(site);
      Dataplane dataplane = dataplane(choice);
      if (dataplane != null) {
        HostState plan = dataplane.plan(site);
        state = state.and(plan);
        if (ShortPlan.unfit(network, choice.type()).isEmpty()) {
          shorter = shorter.and(ShortPlan.of(site, plan));
        }
        if (plan.get(LinkState.key(Sandbox.HOST, LinkNames.bridge(network))) != null) {
          bridged.add(network);
        }
      }
    }
    return state.items().isEmpty()
        ? state
        : Passage.of(snapshot.networks().all(), sites.link())
            .and(Publication.of(bridged, own))
            .and(policy(snapshot, own))
            .and(state)
            .and(
                shorter.items().isEmpty() || !hinders(snapshot).isEmpty()
                    ? HostState.EMPTY
                    : shorter);
  }

  /** Why this host has no short ways, or empty. */
  private String hinders(Snapshot snapshot) {
    Set<IpPrefix> pools = new HashSet<>();
    for (Network network : snapshot.networks().all()) {
      network.pools().forEach(pool -> pools.add(pool.subnet()));
    }
    return hindrance.of(sites.link(), pools);
  }

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
  List<Standing> standings(Snapshot snapshot, List<NetworkEndpoint> own) {
    List<Standing> all = new ArrayList<>();
    for (Network network : mine(snapshot, own)) {
      Site site = sites.of(network, snapshot, own);
      Choice choice = Choice.of(site);
      Dataplane dataplane = dataplane(choice);
      List<String> doubts =
          dataplane == null ? List.of(unknown(choice.type())) : dataplane.doubts(site);
      String ordinary = ShortPlan.unfit(network, choice.type());
      if (ordinary.isEmpty()) {
        ordinary = hinders(snapshot);
      }
      all.add(
          new Standing(
              network, choice, site.own().size(), doubts, ordinary, ShortPlan.guarded(site)));
    }
    return all;
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
        + String.join(", ", dataplanes.keySet())
        + ", or auto";
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
