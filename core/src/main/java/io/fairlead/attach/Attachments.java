package io.fairlead.attach;

import io.fairlead.attach.Reserved.Place;
import io.fairlead.model.Cause;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Attaching;
import io.fairlead.spi.Codec;
import io.fairlead.spi.EndpointFacts;
import io.fairlead.spi.Endpoints;
import io.fairlead.spi.HostSide;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Time;
import io.fairlead.spi.Wish;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of this node. What is said is in the journal before it counts, and an endpoint is
 * wanted before the host's side of it is made and unwanted before that is taken away, so that a
 * reconciler that looks in between helps and does not hinder. Thread-safe.
 */
public final class Attachments implements Attaching, EndpointFacts, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Attachments.class.getName());

  private final Surroundings around;
  private final Turns turns = new Turns();
  private final Reserved reserved;
  private final Untried untried = new Untried();
  private final Transit transit = new Transit();

  // Guarded by this.
  private final EndpointJournal journal;
  private final Map<EndpointId, Held> held = new HashMap<>();
  private boolean settled;

  /**
   * What it works with.
   *
   * @param node this node's name
   * @param networks the network of a name, or null
   * @param endpoints told of what there is, for the rest of the cluster
   */
  public record Surroundings(
      String node,
      Function<String, @Nullable Network> networks,
      Addresses addresses,
      HostSide host,
      Endpoints endpoints,
      Time time) {}

  private Attachments(Surroundings around, EndpointJournal journal) {
    this.around = around;
    this.journal = journal;
    this.reserved = new Reserved(around.addresses(), around.time());
  }

  /**
   * Goes on where the agent before stopped.
   *
   * @param journal the file that remembers this node's endpoints
   */
  public static Attachments open(
      Surroundings around, Path journal, Codec<NetworkEndpoint> endpoints) {
    EndpointJournal opened = EndpointJournal.open(journal, around.node(), endpoints);
    Attachments attachments = new Attachments(around, opened);
    attachments.held.putAll(opened.known());
    if (opened.isWhole()) {
      attachments.settle();
    } else {
      // What is missing here is told by those who attach, before tidy() is called.
      attachments.own().forEach(around.endpoints::upsert);
    }
    return attachments;
  }

  @Override
  public NetworkEndpoint create(Wish wish) {
    return turns.in(wish.id(), () -> transit.move(() -> make(wish, null)));
  }

  @Override
  public void adopt(Wish found, String sandbox) {
    turns.in(found.id(), () -> transit.move(() -> make(found, sandbox)));
  }

  private NetworkEndpoint make(Wish wish, @Nullable String sandbox) {
    Held before = find(wish.id());
    if (before != null) {
      if (wish.isMetBy(before.endpoint())) {
        return before.endpoint();
      }
      throw new AttachRefused(
          "endpoint "
              + wish.id().id()
              + " is on network "
              + before.endpoint().network()
              + " already; remove it there first",
          false);
    }
    Network network = known(wish.network());
    Allotment allotment = new Allotment(wish, network, around.addresses(), reserved);
    try {
      IpPrefix v4 = allotment.address(false, wish.v4());
      IpPrefix v6 = allotment.address(true, wish.v6());
      Mac mac = Allotment.mac(wish, network, v4, v6);
      NetworkEndpoint endpoint =
          new NetworkEndpoint(
              wish.id(),
              network.name(),
              mac,
              v4,
              v6,
              wish.container(),
              Allotment.ports(wish, sandbox != null, around.endpoints()),
              NetworkEndpoint.State.CREATED,
              new Cause(around.time.now(), wish.why()));
      Held fresh = new Held(endpoint, "", allotment.wasReserved());
      put(sandbox == null ? fresh : fresh.joined(sandbox));
      if (sandbox == null && allotment.isUnused()) {
        untried.add(wish.id());
      }
      hold(endpoint);
      return endpoint;
    } catch (RuntimeException e) {
      allotment.undo();
      throw e;
    }
  }

  @Override
  public Interface join(EndpointId id, String sandbox) {
    return join(id, sandbox, false);
  }

  /** Joins it; {@code alone} where no engine moves the interface. */
  Interface join(EndpointId id, String sandbox, boolean alone) {
    return turns.in(
        id,
        () -> {
          Held before = find(id);
          if (before == null) {
            throw new AttachRefused("there is no endpoint " + id.id() + "; create it first", false);
          }
          Network network = known(before.endpoint().network());
          if (before.isJoined() && !before.sandbox().equals(sandbox)) {
            release(before.endpoint());
          }
          Held joined = before.joined(sandbox);
          put(joined);
          boolean first = untried.remove(id);
          try {
            return alone
                ? around.host.realiseWithin(network, joined.endpoint(), sandbox)
                : around.host.realise(network, joined.endpoint(), sandbox);
          } catch (RuntimeException e) {
            put(before.left());
            release(joined.endpoint());
            if (first) {
              untried.add(id);
            }
            throw e;
          }
        });
  }

  /**
   * The container of an endpoint that was joined does not come up all the same: something else of
   * it was refused, and nothing of it has run.
   */
  void refused(EndpointId id) {
    turns.in(id, () -> find(id) != null && untried.add(id));
  }

  /** Its published ports are others from now on; {@code choice} answers them. */
  void publish(EndpointId id, Function<NetworkEndpoint, List<PublishedPort>> choice) {
    turns.in(
        id,
        () -> {
          Held before = find(id);
          if (before == null || !before.isJoined()) {
            throw new AttachRefused("no container is on " + id.id() + "; join it first", false);
          }
          put(before.publishing(choice.apply(before.endpoint())));
          return id;
        });
  }

  @Override
  public void leave(EndpointId id) {
    turns.in(
        id,
        () -> {
          Held before = find(id);
          if (before != null) {
            if (before.isJoined()) {
              put(before.left());
            }
            release(before.endpoint());
          }
          return id;
        });
  }

  @Override
  public void remove(EndpointId id) {
    turns.in(id, () -> transit.move(() -> end(id)));
  }

  private EndpointId end(EndpointId id) {
    Held gone = drop(id);
    boolean used = !untried.remove(id);
    if (gone != null) {
      if (gone.isJoined()) {
        release(gone.endpoint());
      }
      for (IpAddress address : gone.endpoint().addresses()) {
        if (gone.reserved()) {
          // Somebody could be given it before it is said to be free, and lose it then.
          reserved.add(new Place(gone.endpoint().network(), address), used);
        } else {
          reserved.giveBack(new Place(gone.endpoint().network(), address), used);
        }
      }
    }
    return id;
  }

  /** What is reserved no more comes back, unless an endpoint has it. */
  private Place giveBack(Place place) {
    Boolean used = reserved.take(place);
    if (holder(place.network(), place.address()) == null) {
      reserved.giveBack(place, used == null || used);
    }
    return place;
  }

  @Override
  public synchronized List<NetworkEndpoint> own() {
    return held.values().stream().map(Held::endpoint).toList();
  }

  /** The path of the network namespace that an endpoint is in, or null. */
  public synchronized @Nullable String sandbox(EndpointId id) {
    Held one = held.get(id);
    return one == null || one.sandbox().isEmpty() ? null : one.sandbox();
  }

  @Override
  public void describe(EndpointId id, NetworkEndpoint.Attached container) {
    turns.in(
        id,
        () -> {
          Held before = find(id);
          if (before != null && !before.endpoint().container().equals(container)) {
            Held after = before.of(container);
            put(after);
            hold(after.endpoint());
          }
          return id;
        });
  }

  @Override
  public IpPrefix reserve(String network, Addresses.Wanted wanted) {
    Network from = known(network);
    return transit.move(
        () -> {
          IpPrefix given = around.addresses.give(from, wanted);
          reserved.add(new Place(network, given.address()), false);
          return given;
        });
  }

  @Override
  public void free(String network, IpAddress address) {
    NetworkEndpoint holder = holder(network, address);
    if (holder != null) {
      LOG.log(
          System.Logger.Level.INFO,
          "endpoint {0} ends: its address {1} is said to be free",
          holder.id(),
          address);
      remove(holder.id());
    }
    transit.move(() -> giveBack(new Place(network, address)));
  }

  @Override
  public void tidy(Duration age) {
    if (!isSettled()) {
      transit.atRest(this::settle);
    }
    for (Place place : reserved.over(age)) {
      giveBack(place);
    }
  }

  /**
   * Whether all endpoints are known: before that, one that is missing may be there all the same.
   */
  public synchronized boolean isSettled() {
    return settled;
  }

  private synchronized void settle() {
    List<Addresses.InUse> all = new ArrayList<>();
    held.values().forEach(one -> all.addAll(one.inUse()));
    for (Place place : reserved.all()) {
      all.add(new Addresses.InUse(place.network(), place.address(), "", ""));
    }
    around.addresses.settle(all);
    around.endpoints.reset(own());
    settled = true;
  }

  private synchronized @Nullable NetworkEndpoint holder(String network, IpAddress address) {
    for (Held one : held.values()) {
      if (one.endpoint().network().equals(network)
          && one.endpoint().addresses().contains(address)) {
        return one.endpoint();
      }
    }
    return null;
  }

  private Network known(String name) {
    Network network = around.networks.apply(name);
    if (network == null) {
      throw new AttachRefused(
          "there is no network '" + name + "'; 'fairlead network ls' shows those there are", false);
    }
    return network;
  }

  private void hold(NetworkEndpoint endpoint) {
    endpoint
        .addresses()
        .forEach(
            address ->
                around.addresses.hold(
                    endpoint.network(),
                    address,
                    endpoint.id().toString(),
                    endpoint.container().name()));
  }

  /** What stays is the reconciler's: an endpoint that cannot be taken away must still end. */
  private void release(NetworkEndpoint endpoint) {
    try {
      around.host.release(endpoint);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the host''s side of endpoint {0} stays for now: {1}",
          endpoint.id(),
          e.toString());
    }
  }

  private synchronized @Nullable Held find(EndpointId id) {
    return held.get(id);
  }

  private synchronized void put(Held one) {
    journal.put(one);
    held.put(one.endpoint().id(), one);
    around.endpoints.upsert(one.endpoint());
  }

  private synchronized @Nullable Held drop(EndpointId id) {
    if (!held.containsKey(id)) {
      return null;
    }
    journal.remove(id);
    around.endpoints.remove(id);
    return held.remove(id);
  }

  /** Ends; nothing that is attached is touched. */
  @Override
  public synchronized void close() {
    journal.close();
  }
}
