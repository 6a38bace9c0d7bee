package io.fairlead.attach;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connecting;
import io.fairlead.spi.Connection;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Placing;
import io.fairlead.spi.SandboxSide;
import io.fairlead.spi.Wish;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is attached that no engine attaches. Each is written down before anything of it is made and
 * struck out after all of it has gone, so that nothing is left behind, whenever the agent dies.
 */
public final class Connections implements Connecting {
  private static final System.Logger LOG = System.getLogger(Connections.class.getName());

  private final Surroundings around;
  private final ConnectionBook book;
  private final Map<String, Connected> known = new ConcurrentSkipListMap<>();
  private final Turns turns = new Turns();

  /**
   * What it works with.
   *
   * @param node this node's name
   * @param networks the network of a name, or null
   */
  public record Surroundings(
      String node,
      Attachments attachments,
      SandboxSide side,
      Function<String, @Nullable Network> networks) {}

  private Connections(Surroundings around, ConnectionBook book) {
    this.around = around;
    this.book = book;
  }

  /**
   * Goes on where the agent before stopped: what is whole is kept untouched, what it had begun is
   * ended.
   *
   * @param folder where what is connected is written down
   */
  public static Connections open(Surroundings around, Path folder, Codec<Connected> codec) {
    ConnectionBook book = new ConnectionBook(folder, codec);
    Connections connections = new Connections(around, book);
    connections.known.putAll(book.read());
    for (Connected one : connections.all()) {
      if (!one.ready()) {
        connections.disconnect(one.wanted().id());
      } else if (!one.wanted().isPlain()) {
        connections.adopt(one);
      }
    }
    return connections;
  }

  /** The journal of endpoints may be lost, and what it said may carry traffic. */
  private void adopt(Connected one) {
    Connected.Placed placed = one.placed();
    EndpointId id = id(one.wanted().id());
    if (placed == null || around.attachments.own().stream().anyMatch(end -> end.id().equals(id))) {
      return;
    }
    try {
      Wish found =
          wish(one.wanted(), family(placed.addresses(), false), family(placed.addresses(), true));
      around.attachments.adopt(found, one.wanted().sandbox());
    } catch (AttachRefused e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} is on network {1}, and that cannot be taken over: {2}; attach it again",
          one.wanted().subject(),
          one.wanted().target(),
          e.getMessage());
    }
  }

  @Override
  public Connected connect(Connection wanted) {
    return turns.in(
        wanted.id(),
        () -> {
          String namespace = around.side.namespace(wanted.sandbox());
          if (namespace.isEmpty()) {
            throw new AttachRefused(
                "there is no network namespace at " + wanted.sandbox() + "; has it ended?", false);
          }
          Connected before = known.get(wanted.id());
          if (before != null && before.namespace().equals(namespace)) {
            if (before.wanted().agreesWith(wanted)) {
              return before;
            }
            throw new AttachRefused(
                wanted.subject()
                    + " is attached to "
                    + before.wanted().target()
                    + " already; detach it there first",
                false);
          }
          if (before != null) {
            end(before);
          }
          return make(wanted, namespace);
        });
  }

  private Connected make(Connection wanted, String namespace) {
    String hostLink = wanted.bridge() == null ? "" : Plain.hostLink(id(wanted.id()));
    Connected begun = new Connected(wanted, namespace, false, hostLink, null);
    put(begun);
    try {
      Placing placing = wanted.isPlain() ? Plain.of(wanted, id(wanted.id())) : joined(wanted);
      Connected.Placed placed = around.side.place(wanted.sandbox(), placing);
      Connected done = new Connected(wanted, namespace, true, hostLink, placed);
      put(done);
      return done;
    } catch (RuntimeException e) {
      try {
        around.attachments.refused(id(wanted.id()));
        end(begun);
      } catch (RuntimeException also) {
        e.addSuppressed(also);
      }
      throw e;
    }
  }

  /** On a network of the cluster, up to the host's side. */
  private Placing joined(Connection wanted) {
    Network network = around.networks.apply(wanted.target());
    if (network == null) {
      throw new AttachRefused(
          "there is no network '"
              + wanted.target()
              + "'; 'fairlead network ls' shows those there are",
          false);
    }
    NetworkEndpoint made =
        around.attachments.create(
            wish(wanted, inPool(network, wanted, false), inPool(network, wanted, true)));
    Interface end = around.attachments.join(made.id(), wanted.sandbox(), true);
    List<IpPrefix> addresses = new ArrayList<>();
    List<Interface.Route> routes = new ArrayList<>(end.routes());
    add(made.v4(), end.gateway(), addresses, routes);
    add(made.v6(), end.gatewayV6(), addresses, routes);
    return new Placing(
        new Placing.End.There(),
        end.link(),
        wanted.ifname(),
        end.prefix(),
        made.mac(),
        end.mtu(),
        addresses,
        routes,
        Plain.mark(made.id()));
  }

  private static void add(
      @Nullable IpPrefix address,
      @Nullable IpAddress gateway,
      List<IpPrefix> addresses,
      List<Interface.Route> routes) {
    if (address != null) {
      addresses.add(address);
    }
    if (gateway != null) {
      routes.add(Plain.out(gateway));
    }
  }

  private Wish wish(Connection wanted, @Nullable IpPrefix v4, @Nullable IpPrefix v6) {
    return new Wish(
        id(wanted.id()),
        wanted.target(),
        wanted.mac(),
        v4,
        v6,
        wanted.who(),
        List.of(),
        wanted.subject() + " was attached on " + around.node());
  }

  /** The address of a family that is wanted, with its pool's length. */
  private static @Nullable IpPrefix inPool(Network network, Connection wanted, boolean v6) {
    IpPrefix address = family(wanted.addresses(), v6);
    if (address == null) {
      return null;
    }
    Pool pool = network.poolOf(address.address());
    if (pool == null) {
      throw new AttachRefused(
          address.address()
              + " is in no subnet of network "
              + network.name()
              + "; 'fairlead network inspect "
              + network.name()
              + "' shows them",
          false);
    }
    return new IpPrefix(address.address(), pool.subnet().length());
  }

  private static @Nullable IpPrefix family(List<IpPrefix> addresses, boolean v6) {
    return addresses.stream().filter(one -> one.address().isV6() == v6).findFirst().orElse(null);
  }

  @Override
  public boolean disconnect(String id) {
    return turns.in(
        id,
        () -> {
          Connected one = known.get(id);
          if (one == null) {
            // Its file may be lost, and its endpoint not.
            around.attachments.remove(id(id));
            return false;
          }
          end(one);
          return true;
        });
  }

  private void end(Connected one) {
    Connection wanted = one.wanted();
    if (!wanted.isPlain()) {
      around.attachments.remove(id(wanted.id()));
    }
    if (!one.hostLink().isEmpty()) {
      around.side.endOnHost(one.hostLink());
    } else if (one.namespace().equals(around.side.namespace(wanted.sandbox()))) {
      endWithin(one);
    }
    book.remove(wanted.id());
    known.remove(wanted.id());
  }

  /** Its end in the sandbox, where that did not go with the host's. */
  private void endWithin(Connected one) {
    Connection wanted = one.wanted();
    Connected.Placed placed = one.placed();
    String mark = Plain.mark(id(wanted.id()));
    try {
      around.side.end(
          wanted.sandbox(), placed == null ? Plain.link(id(wanted.id())) : placed.name(), mark);
    } catch (AttachRefused e) {
      if (one.namespace().equals(around.side.namespace(wanted.sandbox()))) {
        throw e;
      }
    }
  }

  @Override
  public Optional<String> trouble(String id) {
    Connected one = known.get(id);
    Connected.Placed placed = one == null ? null : one.placed();
    if (one == null || placed == null) {
      return Optional.of("it is not attached; attach it again");
    }
    if (!one.namespace().equals(around.side.namespace(one.wanted().sandbox()))) {
      return Optional.of("its network namespace has ended; attach it again");
    }
    return Difference.between(
        placed, around.side.look(one.wanted().sandbox(), placed.name()), Plain.mark(id(id)));
  }

  @Override
  public List<Connected> all() {
    return List.copyOf(known.values());
  }

  @Override
  public Optional<String> unready() {
    return around.attachments.isSettled()
        ? Optional.empty()
        : Optional.of("the agent does not know yet what this node has; ask again in a moment");
  }

  /** Ends what is attached to sandboxes that have ended. To be called again and again. */
  public void tend() {
    for (Connected one : known.values()) {
      try {
        String now = around.side.namespace(one.wanted().sandbox());
        if (!now.equals(one.namespace())) {
          LOG.log(
              System.Logger.Level.INFO,
              "{0} has ended, and with it its endpoint on {1}",
              one.wanted().subject(),
              one.wanted().target());
          endIfSame(one);
        }
      } catch (UncheckedIOException | AttachRefused e) {
        LOG.log(
            System.Logger.Level.DEBUG, "{0} stays: {1}", one.wanted().subject(), e.getMessage());
      }
    }
  }

  private void endIfSame(Connected one) {
    turns.in(
        one.wanted().id(),
        () -> {
          Connected now = known.get(one.wanted().id());
          if (now != null && now.namespace().equals(one.namespace())) {
            end(now);
          }
          return true;
        });
  }

  private void put(Connected one) {
    book.put(one);
    known.put(one.wanted().id(), one);
  }

  private EndpointId id(String id) {
    return new EndpointId(around.node(), id);
  }
}
