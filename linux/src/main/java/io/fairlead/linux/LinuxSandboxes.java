package io.fairlead.linux;

import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Connected.Placed;
import io.fairlead.spi.Interface;
import io.fairlead.spi.Placing;
import io.fairlead.spi.SandboxSide;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.wire.netlink.AddressMessage;
import io.fairlead.wire.netlink.Dump;
import io.fairlead.wire.netlink.Errno;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkChange;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.LinkName;
import io.fairlead.wire.netlink.LinkSpec;
import io.fairlead.wire.netlink.MalformedMessage;
import io.fairlead.wire.netlink.Netlink;
import io.fairlead.wire.netlink.Refusal;
import io.fairlead.wire.netlink.Request;
import io.fairlead.wire.netlink.RouteKind;
import io.fairlead.wire.netlink.RouteMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Interfaces in network namespaces that no engine looks after. */
public final class LinuxSandboxes implements SandboxSide {
  private static final String LOOPBACK = "lo";
  private static final int MOST_NUMBERS = 1000;
  private static final Path OWN = Path.of("/proc/self/ns/net");

  @Override
  public String namespace(String sandbox) {
    try {
      return identity(Path.of(sandbox));
    } catch (NoSuchFileException | NotDirectoryException e) {
      return "";
    } catch (IOException e) {
      // What a dead process leaves of itself says that it is not there, not that it may not be.
      if (!Files.exists(Path.of(sandbox))) {
        return "";
      }
      throw new UncheckedIOException("the network namespace " + sandbox + " cannot be seen", e);
    }
  }

  private static String identity(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:dev,ino");
    return attributes.get("dev") + ":" + attributes.get("ino");
  }

  @Override
  public Placed place(String sandbox, Placing wanted) {
    return within(
        sandbox,
        ends -> {
          String link = wanted.link();
          try {
            bring(ends, wanted);
            LinkMessage there = ends.in.link(link);
            if (there == null) {
              throw new AttachRefused(
                  "interface " + link + " did not come to " + sandbox + "; try again", true);
            }
            String name = name(ends.in, wanted);
            configure(ends, there.index(), name, wanted);
            Placed placed = seen(ends.in, name, ends.in.link(name));
            if (placed == null) {
              throw new AttachRefused("interface " + name + " went away; try again", true);
            }
            return placed;
          } catch (RuntimeException e) {
            undo(ends, link, wanted.mark());
            throw e;
          }
        });
  }

  /** Has the interface in the sandbox, under the name that it begins with. */
  private static void bring(Ends ends, Placing wanted) {
    String link = wanted.link();
    switch (wanted.end()) {
      case Placing.End.There() -> {
        if (ends.in.link(link) == null) {
          ends.host()
              .run(LinkChange.of(link, List.of(new LinkChange.Namespace(ends.namespace.file()))));
        }
      }
      case Placing.End.Macvlan(String parent) -> {
        LinkKind kind = new LinkKind.Macvlan(LinkKind.MacvlanMode.BRIDGE);
        ends.host()
            .run(
                LinkSpec.of(link, kind).on(index(ends.host(), parent)).down().create(),
                LinkChange.of(link, List.of(new LinkChange.Namespace(ends.namespace.file()))));
      }
      case Placing.End.Port(String bridge, String hostLink) ->
          ends.host()
              .run(
                  LinkSpec.of(hostLink, new LinkKind.Veth())
                      .under(index(ends.host(), bridge))
                      .withPeer(new LinkSpec.Peer(link, null, ends.namespace.file()))
                      .create());
    }
  }

  private static int index(Rtnetlink host, String link) {
    LinkMessage found = host.link(LinkName.check(link));
    if (found == null) {
      throw new AttachRefused(
          "there is no link " + link + " on this host; 'ip link' shows those there are", false);
    }
    return found.index();
  }

  private static String name(Rtnetlink in, Placing wanted) {
    Set<String> taken = new HashSet<>();
    in.list(LinkMessage.dump()).forEach(link -> taken.add(link.name()));
    if (!wanted.name().isEmpty()) {
      if (taken.contains(wanted.name())) {
        throw new AttachRefused(
            "there is an interface " + wanted.name() + " already; name another", false);
      }
      return LinkName.check(wanted.name());
    }
    for (int i = 0; i < MOST_NUMBERS; i++) {
      if (!taken.contains(wanted.prefix() + i)) {
        return wanted.prefix() + i;
      }
    }
    throw new AttachRefused("every name after " + wanted.prefix() + " is taken; name one", false);
  }

  private static void configure(Ends ends, int index, String name, Placing wanted) {
    List<LinkChange> changes = new ArrayList<>();
    changes.add(new LinkChange.Name(name));
    Mac mac = wanted.mac();
    if (mac != null) {
      changes.add(new LinkChange.Mac(HardwareAddress.of(mac)));
    }
    if (wanted.mtu() > 0) {
      changes.add(new LinkChange.Mtu(wanted.mtu()));
    }
    List<Request> requests = new ArrayList<>();
    requests.add(LinkChange.of(index, name, changes));
    requests.add(LinkChange.of(index, name, List.of(new LinkChange.Alias(wanted.mark()))));
    if (wanted.addresses().stream().anyMatch(one -> one.address().isV6())) {
      run(ends.in, requests);
      requests.clear();
      allowV6(ends.namespace, name);
    }
    for (IpPrefix address : wanted.addresses()) {
      requests.add(AddressMessage.of(index, address, AddressMessage.NO_DAD).put());
    }
    requests.add(LinkChange.of(LOOPBACK, List.of(new LinkChange.Up(true))));
    requests.add(LinkChange.of(index, name, List.of(new LinkChange.Up(true))));
    for (Interface.Route route : wanted.routes()) {
      requests.add(route(index, route, wanted.addresses()).create());
    }
    run(ends.in, requests);
  }

  /** An engine switches IPv6 off where none of its own networks has it. */
  private static void allowV6(NetworkNamespace namespace, String name) {
    String switchName = "net/ipv6/conf/" + name + "/disable_ipv6";
    if (!"0".equals(Sysctls.read(namespace, List.of(switchName)).get(switchName))) {
      try {
        Sysctls.write(namespace, switchName, "0");
      } catch (UncheckedIOException e) {
        throw new AttachRefused(String.valueOf(e.getMessage()), false);
      }
    }
  }

  private static RouteMessage route(int index, Interface.Route route, List<IpPrefix> addresses) {
    boolean near =
        route.via() == null || addresses.stream().anyMatch(one -> one.contains(route.via()));
    return new RouteMessage(
        route.destination(),
        RouteKind.UNICAST,
        RouteMessage.MAIN,
        Scope.PROTOCOL,
        0,
        route.via(),
        index,
        !near,
        0,
        null);
  }

  /** A route that is there already stays; all else must be done. */
  private static void run(Rtnetlink in, List<Request> requests) {
    List<@Nullable Refusal> refusals = in.tryAll(requests);
    for (Refusal refusal : refusals) {
      if (refusal != null && !(refusal.exists() && refusal.what().startsWith("add route"))) {
        throw new AttachRefused(refusal.text(), refusal.retryable());
      }
    }
  }

  private static void undo(Ends ends, String link, String mark) {
    try {
      ends.host().tryAll(List.of(LinkMessage.delete(link)));
      ends.in.tryAll(List.of(LinkMessage.delete(link)));
      for (LinkMessage one : ends.in.list(LinkMessage.dump())) {
        if (one.alias().equals(mark)) {
          ends.in.tryAll(List.of(LinkMessage.delete(one.name())));
        }
      }
    } catch (RuntimeException e) {
      // What was to be done has failed already, and is said.
    }
  }

  @Override
  public @Nullable Placed look(String sandbox, String name) {
    return within(sandbox, ends -> seen(ends.in, name, ends.in.link(name)));
  }

  private static @Nullable Placed seen(Rtnetlink in, String name, @Nullable LinkMessage link) {
    if (link == null) {
      return null;
    }
    List<IpPrefix> addresses = new ArrayList<>();
    for (AddressMessage one : in.list(AddressMessage.dump())) {
      if (one.index() == link.index() && one.scope() != AddressMessage.LINK) {
        addresses.add(one.address());
      }
    }
    List<Interface.Route> routes = new ArrayList<>();
    for (int family : new int[] {Netlink.INET, Netlink.INET6}) {
      Dump<RouteMessage> dump = RouteMessage.dump(family, Scope.PROTOCOL);
      for (RouteMessage one : in.list(dump)) {
        if (one.index() == link.index() && one.protocol() == Scope.PROTOCOL) {
          routes.add(new Interface.Route(one.destination(), one.via()));
        }
      }
    }
    HardwareAddress mac = link.mac();
    return new Placed(
        name,
        mac == null || mac.isMulticast() || mac.bits() == 0 ? null : new Mac(mac.bits()),
        link.mtu(),
        link.up(),
        link.alias(),
        addresses,
        routes);
  }

  @Override
  public void end(String sandbox, String name, String mark) {
    within(
        sandbox,
        ends -> {
          LinkMessage link = ends.in.link(name);
          if (link != null && link.alias().equals(mark)) {
            ends.in.run(LinkMessage.delete(name));
          }
          return true;
        });
  }

  @Override
  public void endOnHost(String link) {
    try (NetworkNamespace own = NetworkNamespace.own();
        Rtnetlink host = Rtnetlink.open(own)) {
      for (Refusal refusal : host.tryAll(List.of(LinkMessage.delete(link)))) {
        if (refusal != null && !refusal.absent()) {
          throw new AttachRefused(refusal.text(), refusal.retryable());
        }
      }
    }
  }

  /**
   * Conversations with the sandbox and, where there is something to say to it, with the host, for
   * one piece of work.
   */
  private static final class Ends implements AutoCloseable {
    final NetworkNamespace namespace;
    final Rtnetlink in;
    private final Buffers buffers = new Buffers();
    private @Nullable Rtnetlink host;

    Ends(NetworkNamespace namespace) {
      this.namespace = namespace;
      this.in = Rtnetlink.open(namespace, buffers);
    }

    Rtnetlink host() {
      Rtnetlink opened = host;
      if (opened == null) {
        try (NetworkNamespace own = NetworkNamespace.own()) {
          opened = Rtnetlink.open(own, buffers);
        }
        host = opened;
      }
      return opened;
    }

    @Override
    public void close() {
      if (host != null) {
        host.close();
      }
      in.close();
    }
  }

  private static <T extends @Nullable Object> T within(String sandbox, Function<Ends, T> work) {
    try (NetworkNamespace namespace = NetworkNamespace.open(Path.of(sandbox))) {
      if (identity(Path.of(sandbox)).equals(identity(OWN))) {
        throw new AttachRefused(
            sandbox + " is the host's own network, which is attached to nothing; name another",
            false);
      }
      try (Ends ends = new Ends(namespace)) {
        return work.apply(ends);
      }
    } catch (NetlinkException e) {
      throw new AttachRefused(String.valueOf(e.getMessage()), e.refusal().retryable());
    } catch (SysException e) {
      throw new AttachRefused(
          e.errno() == Errno.EINVAL
              ? sandbox + " is no network namespace; name the file that stands for one"
              : sandbox + " cannot be entered: " + e.getMessage(),
          false);
    } catch (MalformedMessage | IOException e) {
      throw new AttachRefused(sandbox + " cannot be looked at: " + e.getMessage(), true);
    }
  }
}
