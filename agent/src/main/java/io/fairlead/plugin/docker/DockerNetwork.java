package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network as an engine shows it.
 *
 * @param options what was given with {@code -o}
 * @param ipam the driver of its addresses
 * @param endpoints the containers that are attached, and endpoints without one
 */
record DockerNetwork(
    String id,
    String name,
    Map<String, String> options,
    Map<String, String> labels,
    boolean internal,
    boolean attachable,
    String ipam,
    List<Config> subnets,
    List<Attached> endpoints) {
  DockerNetwork {
    options = Map.copyOf(options);
    labels = Map.copyOf(labels);
    subnets = List.copyOf(subnets);
    endpoints = List.copyOf(endpoints);
  }

  /** A subnet, as it was given or chosen. */
  record Config(
      IpPrefix subnet,
      @Nullable IpAddress gateway,
      @Nullable IpPrefix range,
      Map<String, IpAddress> aux) {}

  /**
   * An endpoint.
   *
   * @param container the container's id; one that begins with {@code ep-} has none
   */
  record Attached(
      String endpoint,
      String container,
      String name,
      String mac,
      @Nullable IpPrefix v4,
      @Nullable IpPrefix v6) {
    boolean hasContainer() {
      return !container.startsWith("ep-");
    }
  }

  boolean inUse() {
    return !endpoints.isEmpty();
  }

  static DockerNetwork read(Fields fields) {
    Fields ipam = fields.object("IPAM");
    List<Config> subnets = new ArrayList<>();
    if (ipam != null) {
      for (Fields config : ipam.objects("Config")) {
        if (!config.textOr("Subnet", "").isEmpty()) {
          subnets.add(config(config));
        }
      }
    }
    return new DockerNetwork(
        fields.text("Id"),
        fields.textOr("Name", ""),
        fields.textsByName("Options"),
        fields.textsByName("Labels"),
        fields.flagOr("Internal", false),
        fields.flagOr("Attachable", false),
        ipam == null ? "" : ipam.textOr("Driver", ""),
        subnets,
        endpoints(fields.object("Containers")));
  }

  private static Config config(Fields fields) {
    String subnet = fields.text("Subnet");
    String gateway = fields.textOr("Gateway", "");
    String range = fields.textOr("IPRange", "");
    Map<String, IpAddress> aux = new LinkedHashMap<>();
    fields
        .textsByName("AuxiliaryAddresses")
        .forEach(
            (what, address) ->
                aux.put(
                    what,
                    fields.at("AuxiliaryAddresses", () -> IpPrefix.parse(address).address())));
    return new Config(
        fields.at("Subnet", () -> IpPrefix.parse(subnet).network()),
        gateway.isEmpty() ? null : fields.at("Gateway", () -> IpPrefix.parse(gateway).address()),
        range.isEmpty() ? null : fields.at("IPRange", () -> IpPrefix.parse(range).network()),
        aux);
  }

  private static List<Attached> endpoints(@Nullable Fields containers) {
    List<Attached> endpoints = new ArrayList<>();
    if (containers != null) {
      for (String container : containers.names()) {
        Fields one = containers.object(container);
        if (one != null && !one.textOr("EndpointID", "").isEmpty()) {
          endpoints.add(
              new Attached(
                  one.text("EndpointID"),
                  container,
                  one.textOr("Name", ""),
                  one.textOr("MacAddress", ""),
                  prefix(one, "IPv4Address"),
                  prefix(one, "IPv6Address")));
        }
      }
    }
    return endpoints;
  }

  private static @Nullable IpPrefix prefix(Fields fields, String name) {
    String text = fields.textOr(name, "");
    return text.isEmpty() ? null : fields.at(name, () -> IpPrefix.parse(text));
  }
}
