package io.fairlead.plugin.cni;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Interface;
import io.fairlead.wire.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a runtime is answered: what was made, after what plugins before in the chain had made. */
final class CniResult {
  private static final String WITH_MTU = "1.1.0";

  private CniResult() {}

  /**
   * The result of ADD.
   *
   * @param nameservers who answers names within, where the configuration names nobody
   */
  static byte[] of(CniRequest request, Connected made, List<String> nameservers) {
    Connected.Placed placed = made.placed();
    if (placed == null) {
      throw new CniFailure(CniFailure.TRY_AGAIN, "it is not there yet; try again");
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("cniVersion", request.version());
    List<Object> interfaces = before(request, "interfaces");
    int own = interfaces.size();
    if (!made.hostLink().isEmpty()) {
      interfaces.add(link(made.hostLink(), null, 0, "", request.version()));
      own++;
    }
    String mac = placed.mac() == null ? null : placed.mac().toString();
    interfaces.add(link(placed.name(), mac, placed.mtu(), request.netns(), request.version()));
    result.put("interfaces", interfaces);
    List<Object> ips = before(request, "ips");
    for (IpPrefix address : placed.addresses()) {
      ips.add(ip(address, gateway(placed, address.address().isV6()), own, request.version()));
    }
    result.put("ips", ips);
    List<Object> routes = before(request, "routes");
    placed.routes().forEach(route -> routes.add(route(route)));
    if (!routes.isEmpty()) {
      result.put("routes", routes);
    }
    result.put("dns", dns(request, nameservers));
    return Json.write(result);
  }

  private static Map<String, Object> link(
      String name, @Nullable String mac, int mtu, String sandbox, String version) {
    Map<String, Object> link = new LinkedHashMap<>();
    link.put("name", name);
    if (mac != null) {
      link.put("mac", mac);
    }
    if (mtu > 0 && version.equals(WITH_MTU)) {
      link.put("mtu", mtu);
    }
    if (!sandbox.isEmpty()) {
      link.put("sandbox", sandbox);
    }
    return link;
  }

  private static Map<String, Object> ip(
      IpPrefix address, @Nullable IpAddress gateway, int link, String version) {
    Map<String, Object> ip = new LinkedHashMap<>();
    if (version.startsWith("0.")) {
      ip.put("version", address.address().isV6() ? "6" : "4");
    }
    ip.put("address", address.toString());
    if (gateway != null) {
      ip.put("gateway", gateway.toString());
    }
    ip.put("interface", link);
    return ip;
  }

  private static @Nullable IpAddress gateway(Connected.Placed placed, boolean v6) {
    for (Interface.Route route : placed.routes()) {
      if (route.destination().length() == 0 && route.destination().address().isV6() == v6) {
        return route.via();
      }
    }
    return null;
  }

  private static Map<String, Object> route(Interface.Route route) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("dst", route.destination().toString());
    if (route.via() != null) {
      one.put("gw", route.via().toString());
    }
    return one;
  }

  private static Object dns(CniRequest request, List<String> nameservers) {
    if (request.dns() != null) {
      return request.dns();
    }
    Object before = request.previous() instanceof Map<?, ?> all ? all.get("dns") : null;
    if (before instanceof Map<?, ?> dns && !dns.isEmpty()) {
      return before;
    }
    return nameservers.isEmpty() ? Map.of() : Map.of("nameservers", nameservers);
  }

  /** A list of the result of the plugin before, to be added to. */
  private static List<Object> before(CniRequest request, String name) {
    List<Object> all = new ArrayList<>();
    if (request.previous() instanceof Map<?, ?> result
        && result.get(name) instanceof List<?> list) {
      all.addAll(list);
    }
    return all;
  }
}
