package io.fairlead.agent.network;

import io.fairlead.catalog.Snapshot;
import io.fairlead.dataplane.Choice;
import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.reconcile.Differences;
import io.fairlead.reconcile.ReconcileStatus;
import io.fairlead.reconcile.Reconciler;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.HostSide;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HandedLink;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.wire.netlink.LinkKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes an endpoint's host side by the difference that it makes to its network's plan. The first
 * endpoint of a network, and one that cannot be had so, waits for the reconciler. Thread-safe.
 */
final class FastWay implements HostSide {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Plans plans;
  private final Needs needs;
  private final Supplier<Snapshot> snapshot;
  private final Supplier<List<NetworkEndpoint>> own;
  private final Reconciler reconciler;

  // Guarded by this: networks that a round of the reconciler has made since the start.
  private final Set<String> grounds = new HashSet<>();

  FastWay(
      Plans plans,
      Needs needs,
      Supplier<Snapshot> snapshot,
      Supplier<List<NetworkEndpoint>> own,
      Reconciler reconciler) {
    this.plans = plans;
    this.needs = needs;
    this.snapshot = snapshot;
    this.own = own;
    this.reconciler = reconciler;
  }

  @Override
  public Interface realise(Network network, NetworkEndpoint endpoint, String sandbox) {
    return realise(network, endpoint, Sandbox.HOST);
  }

  @Override
  public Interface realiseWithin(Network network, NetworkEndpoint endpoint, String sandbox) {
    return realise(network, endpoint, new Sandbox(sandbox));
  }

  /**
   * Makes it.
   *
   * @param end where the container's end is made; on the host where the fast way does not go
   */
  private Interface realise(Network network, NetworkEndpoint endpoint, Sandbox end) {
    List<NetworkEndpoint> before = new ArrayList<>(own.get());
    before.removeIf(one -> one.id().equals(endpoint.id()));
    List<NetworkEndpoint> after = new ArrayList<>(before);
    after.add(endpoint);
    Site site = plans.site(network, snapshot.get(), after);
    Choice choice = Choice.of(site);
    Dataplane dataplane = plans.dataplane(choice);
    if (dataplane == null) {
      throw new AttachRefused(plans.unknown(choice.type()), false);
    }
    boolean first = !isGround(network, choice);
    List<String> missing = first ? needs.missing(dataplane) : List.of();
    if (!missing.isEmpty()) {
      throw new AttachRefused(String.join("; ", missing), false);
    }
    HostState planned = dataplane.plan(site.alone(site.own()));
    if (planned.get(moved(endpoint)) instanceof HandedLink handed) {
      if (first) {
        settle(handed.made().parent());
        ground(network, choice);
      }
      hand(handed.made());
    } else if (planned.get(LinkState.key(Sandbox.HOST, LinkNames.hostEnd(endpoint.id()))) == null) {
      throw new AttachRefused(String.join("; ", dataplane.doubts(site)), false);
    } else if (first || !quick(dataplane, site, endpoint, planned, guards(before, after), end)) {
      slow(endpoint);
      ground(network, choice);
    }
    reconciler.wakeLater();
    return dataplane.face(site, endpoint);
  }

  /** The steps to the guards of these from those of the others. */
  private List<Op> guards(List<NetworkEndpoint> before, List<NetworkEndpoint> after) {
    Snapshot now = snapshot.get();
    return Differences.between(plans.policy(now, before), plans.policy(now, after));
  }

  private static HostItem.Key moved(NetworkEndpoint endpoint) {
    return LinkState.key(Sandbox.HOST, LinkNames.movedEnd(endpoint.id()));
  }

  /** Makes a link that is handed over, anew: one that is there is of a call that failed. */
  private void hand(LinkState link) {
    try {
      reconciler.step(List.of(new Op.Delete(link), new Op.Create(link)));
    } catch (KernelException e) {
      throw new AttachRefused(String.valueOf(e.getMessage()), true);
    }
  }

  /** Whether the endpoint's own part could be made on what is there. */
  private boolean quick(
      Dataplane dataplane,
      Site site,
      NetworkEndpoint endpoint,
      HostState planned,
      List<Op> guards,
      Sandbox end) {
    List<NetworkEndpoint> without =
        site.own().stream().filter(one -> !one.id().equals(endpoint.id())).toList();
    List<Op> ops = new ArrayList<>(guards); // nobody comes in before its guard stands
    ops.addAll(Differences.between(dataplane.plan(site.alone(without)), planned));
    try {
      reconciler.step(ops.stream().map(op -> within(end, op)).toList());
      return true;
    } catch (KernelException e) {
      return isReady(endpoint);
    }
  }

  /** The same step, with the other end of a pair made in this sandbox. */
  private static Op within(Sandbox sandbox, Op op) {
    return !sandbox.isHost() && op instanceof Op.Create(LinkState link) && link.peer() != null
        ? new Op.Create(link.pairedWith(link.peer().in(sandbox)))
        : op;
  }

  /** Whether both ends are on the host: made before, by a call whose answer was lost. */
  private boolean isReady(NetworkEndpoint endpoint) {
    HostState seen = reconciler.look(Scope.of(HostState.EMPTY));
    boolean host = seen.get(LinkState.key(Sandbox.HOST, LinkNames.hostEnd(endpoint.id()))) != null;
    boolean moved = seen.get(moved(endpoint)) != null;
    if (host && !moved) {
      remove(endpoint); // its other end is in a sandbox that it is not for any more
    }
    return host && moved;
  }

  private void slow(NetworkEndpoint endpoint) {
    String link = LinkNames.hostEnd(endpoint.id());
    settle(link);
    if (!isReady(endpoint)) {
      throw new AttachRefused(
          "link " + link + " is there and its other end is not; start the container again", true);
    }
  }

  /** Waits for the reconciler, which must have made this link and any bridge. */
  private void settle(@Nullable String link) {
    try {
      if (!reconciler.await(reconciler.wake(), PATIENCE)) {
        throw new AttachRefused(
            "the host's network was not ready within "
                + PATIENCE.toSeconds()
                + " s; 'fairlead status' says what it waits for",
            true);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttachRefused("the agent is ending; start the container again", true);
    }
    ReconcileStatus status = reconciler.status();
    if (!status.trouble().isEmpty()) {
      throw new AttachRefused(status.trouble(), true);
    }
    for (ReconcileStatus.Open open : status.open()) {
      if ((link != null && open.what().contains(link)) || open.what().contains(" flb")) {
        throw new AttachRefused(open.toString(), true);
      }
    }
  }

  @Override
  public void release(NetworkEndpoint endpoint) {
    remove(endpoint);
    forget(endpoint.network());
    reconciler.wakeLater();
  }

  private void remove(NetworkEndpoint endpoint) {
    LinkKind any = new LinkKind.Veth(); // a link is removed by its name
    reconciler.step(
        List.of(
            new Op.Delete(LinkState.of(Sandbox.HOST, LinkNames.hostEnd(endpoint.id()), any)),
            new Op.Delete(LinkState.of(Sandbox.HOST, LinkNames.movedEnd(endpoint.id()), any))));
  }

  private synchronized boolean isGround(Network network, Choice choice) {
    return grounds.contains(ground(network.name(), network.id(), choice));
  }

  private synchronized void ground(Network network, Choice choice) {
    grounds.removeIf(one -> one.startsWith(network.name() + " "));
    grounds.add(ground(network.name(), network.id(), choice));
  }

  /** Without own endpoints a network's ground goes. */
  private synchronized void forget(String network) {
    if (own.get().stream().noneMatch(one -> one.network().equals(network))) {
      grounds.removeIf(one -> one.startsWith(network + " "));
    }
  }

  private static String ground(String name, int id, Choice choice) {
    return name + " " + id + " " + choice.type(); // no name holds a space
  }
}
