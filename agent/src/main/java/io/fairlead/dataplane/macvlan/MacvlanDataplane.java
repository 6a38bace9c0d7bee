package io.fairlead.dataplane.macvlan;

import io.fairlead.dataplane.Footing;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Interface;
import io.fairlead.spi.dataplane.Dataplane;
import io.fairlead.spi.dataplane.Site;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Requirement;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkKind.MacvlanMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code macvlan}: containers stand in the network of one of the host's links, each with a hardware
 * address of its own. That network's router is their gateway, and what is on it reaches them; only
 * their own host does not.
 */
public final class MacvlanDataplane implements Dataplane {
  /** Its type. */
  public static final String TYPE = "macvlan";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public List<Requirement> requires() {
    return List.of(Requirement.linkKind("macvlan"));
  }

  @Override
  public HostState plan(Site site) {
    MacvlanMode mode = mode(site);
    return Footing.plan(site, mode == null ? null : new LinkKind.Macvlan(mode));
  }

  @Override
  public Interface face(Site site, NetworkEndpoint endpoint) {
    return Footing.face(site, endpoint);
  }

  @Override
  public List<String> doubts(Site site) {
    List<String> doubts = new ArrayList<>(Footing.doubts(site, TYPE));
    if (mode(site) == null) {
      doubts.add(
          "macvlan has no mode '"
              + word(site)
              + "'; use -o mode=bridge, private, vepa or passthru");
    }
    return doubts;
  }

  private static @Nullable MacvlanMode mode(Site site) {
    return switch (word(site)) {
      case "bridge" -> MacvlanMode.BRIDGE;
      case "private" -> MacvlanMode.PRIVATE;
      case "vepa" -> MacvlanMode.VEPA;
      case "passthru" -> MacvlanMode.PASSTHRU;
      default -> null;
    };
  }

  private static String word(Site site) {
    String usual = site.network().options().icc() ? "bridge" : "private";
    return Footing.option(site, "mode", "macvlan_mode", usual);
  }
}
