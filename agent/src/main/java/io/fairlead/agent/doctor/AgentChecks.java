package io.fairlead.agent.doctor;

import io.fairlead.agent.network.Underlay;
import io.fairlead.json.Fields;
import io.fairlead.linux.Ping;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.sys.SysException;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What the agent of this host knows: itself, its networks and the other hosts. */
final class AgentChecks {
  private static final Duration PATIENCE = Duration.ofMillis(1500);
  private static final int MOST_PEERS = 16;
  private static final int USUAL_MTU = 1500;
  private static final int SMALL = 64;

  private AgentChecks() {}

  /** How the agent says that it is. */
  static Finding agent(Fields status) {
    return status.flagOr("ready", false)
        ? Finding.ok("agent", "it is ready")
        : Finding.bad("agent", "it cannot serve yet", "'fairlead status' says what it waits for");
  }

  /** Whether the kernel has what the agent wants. */
  static Finding kernel(Fields status) {
    Fields networks = status.object("networks");
    String said = networks == null ? "" : networks.textOr("kernel", "");
    if (said.isEmpty()) {
      return Finding.skipped("networks", "this agent attaches no containers");
    }
    return said.endsWith("as they should be")
        ? Finding.ok("networks", said)
        : Finding.bad(
            "networks", said, "the words say what is in the way; the agent goes on trying");
  }

  /** Whether a network's addresses are somebody else's on this host. */
  static Finding routes(List<Fields> networks, Collection<IpPrefix> routes) {
    List<String> wrong = new ArrayList<>();
    for (Fields one : networks) {
      Fields network = one.object("network");
      if (network != null) {
        for (Fields pool : network.objects("pools")) {
          IpPrefix subnet = IpPrefix.parse(pool.text("subnet"));
          for (IpPrefix route : routes) {
            if (route.overlaps(subnet) && route.length() > 0) {
              wrong.add(
                  network.textOr("name", "?")
                      + " has "
                      + subnet
                      + ", and this host a route to "
                      + route);
            }
          }
        }
      }
    }
    return wrong.isEmpty()
        ? Finding.ok("routes", "no route of this host is in a network's way")
        : Finding.bad(
            "routes",
            String.join("; ", wrong),
            "make the network anew with another --subnet, or take the route away");
  }

  /** The way to each other host, at the full size of this host's link. */
  static List<Finding> underlay(String node, List<Fields> nodes) {
    List<Finding> findings = new ArrayList<>();
    int mtu = USUAL_MTU;
    for (Fields one : nodes) {
      if (one.textOr("name", "").equals(node) && !one.texts("addresses").isEmpty()) {
        int own = Underlay.find(node, List.of(address(one))).self().mtu();
        mtu = own > 0 ? own : mtu;
      }
    }
    try (NetworkNamespace host = NetworkNamespace.own()) {
      for (Fields one : nodes) {
        String name = one.textOr("name", "");
        if (!name.equals(node)
            && !one.texts("addresses").isEmpty()
            && findings.size() < MOST_PEERS) {
          findings.add(way(host, name, address(one), mtu));
        }
      }
    } catch (SysException | InvalidField e) {
      findings.add(Finding.skipped("underlay", String.valueOf(e.getMessage())));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("underlay", "there is no other host"))
        : findings;
  }

  private static IpAddress address(Fields node) {
    return IpAddress.parse(node.texts("addresses").getFirst());
  }

  private static Finding way(NetworkNamespace host, String name, IpAddress to, int mtu) {
    String check = "way to " + name;
    Ping.Outcome small = Ping.from(host, to, SMALL, PATIENCE);
    if (!small.answered()) {
      return Finding.warn(
          check, to + " answers no ping: " + small.why(), "let the firewalls on the way pass ICMP");
    }
    Ping.Outcome whole = Ping.from(host, to, mtu, PATIENCE);
    return whole.answered()
        ? Finding.ok(check, to + " answers, and the way carries " + mtu + " octets")
        : Finding.bad(
            check,
            "the way to " + to + " does not carry this link's " + mtu + " octets: " + whole.why(),
            "raise the MTU on the way, or lower this link's: ip link set DEV mtu N");
  }
}
