package io.fairlead.dataplane;

import io.fairlead.model.net.LinkNames;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HandedLink;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What containers stand on that are in the host's own network, without a bridge of ours: a link of
 * the host, or a VLAN of it, which is made where the host has none. Each gets a link of its own on
 * it, which is moved into the container whole.
 *
 * @param link the link that they stand on
 * @param made the VLAN that is ours, or null where the link is the host's
 */
public record Footing(String link, @Nullable LinkState made) {
  /** The option that names the link: {@code eth0}, or {@code eth0.20} for its VLAN 20. */
  public static final String PARENT = "parent";

  private static final Pattern VLAN = Pattern.compile("(.+)\\.([1-9][0-9]{0,3})");
  private static final int MOST_VLAN = 4094;

  /** The links of the host that a network may stand on; none where it has a bridge. */
  public static Set<String> candidates(Network network) {
    Set<String> names = new LinkedHashSet<>();
    String parent = network.options().more().getOrDefault(PARENT, "");
    if (!parent.isEmpty()) {
      names.add(parent);
      Matcher vlan = VLAN.matcher(parent);
      if (vlan.matches()) {
        names.add(vlan.group(1));
      }
    }
    return names;
  }

  /** Where this site's containers stand, or null: then {@link #doubts} says why. */
  static @Nullable Footing of(Site site) {
    String parent = site.network().options().more().getOrDefault(PARENT, "");
    if (site.links().contains(parent)) {
      return new Footing(parent, null);
    }
    Matcher vlan = VLAN.matcher(parent);
    if (!vlan.matches() || !site.links().contains(vlan.group(1))) {
      return null;
    }
    int id = Integer.parseInt(vlan.group(2));
    if (id > MOST_VLAN) {
      return null;
    }
    String name = LinkNames.vlan(vlan.group(1), id);
    return new Footing(
        name,
        LinkState.of(Sandbox.HOST, name, new LinkKind.Vlan(id)).on(vlan.group(1)).called(parent));
  }

  /** The value of an option, by its own name or by the one that Docker's driver has for it. */
  public static String option(Site site, String name, String dockers, String usual) {
    Map<String, String> more = site.network().options().more();
    return more.getOrDefault(name, more.getOrDefault(dockers, usual));
  }

  /** Links of this kind for all containers of the site, to be handed over; nothing without one. */
  public static HostState plan(Site site, @Nullable LinkKind kind) {
    Footing footing = of(site);
    List<NetworkEndpoint> joined = site.joined();
    if (footing == null || kind == null || joined.isEmpty() || Secrecy.isBroken(site)) {
      return HostState.EMPTY;
    }
    List<HostItem> items = new ArrayList<>();
    if (footing.made() != null) {
      items.add(footing.made());
    }
    for (NetworkEndpoint endpoint : joined) {
      LinkState link =
          LinkState.of(Sandbox.HOST, LinkNames.movedEnd(endpoint.id()), kind)
              .on(footing.link())
              .withMtu(mtu(site))
              .withMac(endpoint.mac() == null ? null : HardwareAddress.of(endpoint.mac()))
              .down();
      items.add(new HandedLink(link));
    }
    return HostState.of(items);
  }

  /** What the container is told of its link. */
  public static Interface face(Site site, NetworkEndpoint endpoint) {
    return Ground.face(site, endpoint, mtu(site));
  }

  /** The kernel's own choice is the MTU of what it stands on. */
  private static int mtu(Site site) {
    return site.network().options().mtu();
  }

  /** Why its containers stand nowhere, and what to do next. */
  public static List<String> doubts(Site site, String type) {
    List<String> doubts = new ArrayList<>(Secrecy.doubts(site, type));
    Network network = site.network();
    String parent = network.options().more().getOrDefault(PARENT, "");
    if (parent.isEmpty()) {
      doubts.add(
          type
              + " stands on a link of the host, and "
              + network.name()
              + " names none; create it with -o parent=eth0");
    } else if (of(site) == null) {
      doubts.add(
          "this host has no link "
              + parent
              + " for "
              + network.name()
              + "; make it, or create the network with another -o parent=");
    }
    return doubts;
  }
}
