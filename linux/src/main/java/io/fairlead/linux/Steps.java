package io.fairlead.linux;

import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.spi.kernel.AddressState;
import io.fairlead.spi.kernel.ForwardingState;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NeighbourState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.RouteState;
import io.fairlead.spi.kernel.RuleState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.wire.netlink.AddressMessage;
import io.fairlead.wire.netlink.ForwardingMessage;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkChange;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.LinkSpec;
import io.fairlead.wire.netlink.NeighbourMessage;
import io.fairlead.wire.netlink.Refusal;
import io.fairlead.wire.netlink.Request;
import io.fairlead.wire.netlink.RouteMessage;
import io.fairlead.wire.netlink.RuleMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Steps in one sandbox, translated to requests and sent many at a time. An index of a link that may
 * be about to be made is asked for after what waits was sent.
 */
final class Steps {
  private final Rtnetlink kernel;
  private final ToIntFunction<Sandbox> namespaces;
  private final List<Failure> failures;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final List<Request> waiting = new ArrayList<>();
  private final List<Op> whose = new ArrayList<>();
  private final List<Op> ending = new ArrayList<>();

  /**
   * Steps that are told to {@code kernel}.
   *
   * @param namespaces an open file of a sandbox's network namespace
   * @param failures where those that are refused are added
   */
  Steps(Rtnetlink kernel, ToIntFunction<Sandbox> namespaces, List<Failure> failures) {
    this.kernel = kernel;
    this.namespaces = namespaces;
    this.failures = failures;
  }

  /** Adds a step; it may wait until {@link #send}. */
  void add(Op op) {
    if (op instanceof Op.Delete && op.item() instanceof LinkState link) {
      indexes.remove(link.name());
      ending.add(op);
      return;
    }
    try {
      end();
      for (Request request : requests(op)) {
        waiting.add(request);
        whose.add(op);
      }
    } catch (Unplaced e) {
      if (!(op instanceof Op.Delete)) {
        failures.add(new Failure(op, e.say(), true));
      }
    }
  }

  /** Sends what waits. */
  void send() {
    end();
    sendWaiting();
  }

  private void end() {
    if (!ending.isEmpty()) {
      sendWaiting();
      List<Op> links = List.copyOf(ending);
      ending.clear();
      failures.addAll(LinksEnd.of(kernel, links));
    }
  }

  private void sendWaiting() {
    List<@Nullable Refusal> refusals = kernel.tryAll(waiting);
    Op failed = null;
    for (int i = 0; i < refusals.size(); i++) {
      Refusal refusal = refusals.get(i);
      Op op = whose.get(i);
      boolean done = refusal == null || (op instanceof Op.Delete && refusal.absent());
      if (!done && !op.equals(failed)) {
        failed = op;
        failures.add(new Failure(op, refusal.text(), refusal.retryable()));
      }
    }
    waiting.clear();
    whose.clear();
  }

  private List<Request> requests(Op op) {
    return switch (op.item()) {
      case LinkState link -> link(op, link);
      case AddressState address -> List.of(address(op, address));
      case RouteState route -> List.of(route(op, route));
      case RuleState rule -> List.of(rule(op, rule));
      case NeighbourState neighbour -> List.of(neighbour(op, neighbour));
      case ForwardingState entry -> List.of(forwarding(op, entry));
      case HostItem other -> throw new IllegalArgumentException(other + " is not rtnetlink's");
    };
  }

  private List<Request> link(Op op, LinkState link) {
    return switch (op) {
      case Op.Delete _ -> throw new IllegalArgumentException("links end together");
      case Op.Change(HostItem from, HostItem _) -> change((LinkState) from, link);
      case Op.Create _ -> create(link);
    };
  }

  private List<Request> create(LinkState link) {
    LinkState.Peer peer = link.peer();
    if (link.kind() instanceof LinkKind.Veth && peer == null) {
      throw new Unplaced(
          "its other end makes both: it was moved or renamed; remove that to have both made anew");
    }
    LinkSpec spec = LinkSpec.of(link.name(), link.kind()).withMtu(link.mtu()).withMac(link.mac());
    if (!link.up()) {
      spec = spec.down();
    }
    if (link.parent() != null) {
      spec = spec.on(index(link.parent()));
    }
    if (link.master() != null) {
      spec = spec.under(index(link.master()));
    }
    if (peer != null) {
      int file = peer.sandbox().equals(link.sandbox()) ? -1 : namespaces.applyAsInt(peer.sandbox());
      spec = spec.withPeer(new LinkSpec.Peer(peer.name(), peer.mac(), file));
    }
    List<Request> requests = new ArrayList<>(2);
    requests.add(spec.create());
    List<LinkChange> more = new ArrayList<>(2);
    if (!link.alias().isEmpty()) {
      more.add(new LinkChange.Alias(link.alias()));
    }
    if (link.port() != null) {
      more.add(new LinkChange.Port(link.port()));
    }
    if (!more.isEmpty()) {
      requests.add(LinkChange.of(link.name(), more));
    }
    return requests;
  }

  private List<Request> change(LinkState from, LinkState to) {
    List<LinkChange> changes = new ArrayList<>();
    HardwareAddress mac = to.mac();
    if (mac != null && !mac.equals(from.mac())) {
      changes.add(new LinkChange.Mac(mac));
    }
    if (to.mtu() != 0 && to.mtu() != from.mtu()) {
      changes.add(new LinkChange.Mtu(to.mtu()));
    }
    String master = to.master();
    if (!Objects.equals(master, from.master())) {
      changes.add(new LinkChange.Master(master == null ? 0 : index(master)));
    }
    if (!to.alias().isEmpty() && !to.alias().equals(from.alias())) {
      changes.add(new LinkChange.Alias(to.alias()));
    }
    if (to.up() != from.up()) {
      changes.add(new LinkChange.Up(to.up()));
    }
    List<Request> requests = new ArrayList<>(2);
    if (!changes.isEmpty()) {
      requests.add(LinkChange.of(to.name(), changes));
    }
    if (to.port() != null && !to.port().equals(from.port())) {
      // A port's options exist once it is one.
      requests.add(LinkChange.of(to.name(), List.of(new LinkChange.Port(to.port()))));
    }
    return requests;
  }

  private Request address(Op op, AddressState address) {
    int flags = address.atOnce() ? AddressMessage.NO_DAD : 0;
    AddressMessage message = AddressMessage.of(index(address.link()), address.address(), flags);
    return op instanceof Op.Delete ? message.delete() : message.put();
  }

  private Request route(Op op, RouteState route) {
    RouteMessage message =
        new RouteMessage(
            route.destination(),
            route.kind(),
            route.table(),
            Scope.PROTOCOL,
            route.metric(),
            route.via(),
            route.link() == null ? 0 : index(route.link()),
            route.onlink(),
            route.mtu(),
            route.source());
    return switch (op) {
      case Op.Create _ -> message.create();
      case Op.Change _ -> message.put();
      case Op.Delete _ -> message.delete();
    };
  }

  private static Request rule(Op op, RuleState rule) {
    RuleMessage message =
        new RuleMessage(
            rule.v6(),
            rule.priority(),
            rule.from(),
            rule.to(),
            rule.mark(),
            rule.mask(),
            rule.incoming(),
            rule.outgoing(),
            rule.table(),
            Scope.PROTOCOL);
    return op instanceof Op.Delete ? message.delete() : message.create();
  }

  private Request neighbour(Op op, NeighbourState neighbour) {
    int index = index(neighbour.link());
    HardwareAddress mac = neighbour.mac();
    NeighbourMessage message =
        mac == null
            ? NeighbourMessage.proxy(index, neighbour.address())
            : NeighbourMessage.permanent(index, neighbour.address(), mac);
    return op instanceof Op.Delete ? message.delete() : message.put();
  }

  private Request forwarding(Op op, ForwardingState entry) {
    int index = index(entry.link());
    ForwardingMessage message =
        entry.destination() == null
            ? ForwardingMessage.behind(index, entry.mac(), true)
            : ForwardingMessage.remote(index, entry.mac(), entry.destination());
    if (op instanceof Op.Delete) {
      return message.delete();
    }
    return entry.shared() ? message.append() : message.put();
  }

  private int index(String link) {
    Integer known = indexes.get(link);
    if (known != null) {
      return known;
    }
    send();
    LinkMessage found = kernel.link(link);
    if (found == null) {
      throw new Unplaced(
          "there is no link " + link + ": it may have been removed, or could not be made");
    }
    indexes.put(link, found.index());
    return found.index();
  }

  /** The index of a link by its name; 0 where there is none. */
  int indexOf(String link) {
    try {
      return index(link);
    } catch (Unplaced e) {
      return 0;
    }
  }

  /** A step needs a link that is not there; the message says which. */
  private static final class Unplaced extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String why;

    Unplaced(String why) {
      super(why, null, false, false);
      this.why = why;
    }

    String say() {
      return why;
    }
  }
}
