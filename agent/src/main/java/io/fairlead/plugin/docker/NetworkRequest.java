package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Port;
import io.fairlead.model.net.Mac;
import io.fairlead.spi.PortWish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the engine asks of a network driver, as far as it means anything here. */
sealed interface NetworkRequest {
  /** The options that a person gave with {@code -o}. */
  String GENERIC = "com.docker.network.generic";

  /** Of a network: it has no way out. */
  String INTERNAL = "com.docker.network.internal";

  /** Of an endpoint: its ports that are published. */
  String PORTS = "com.docker.network.portmap";

  /** An engine made a network. */
  record CreateNetwork(
      String network, Map<String, String> options, boolean internal, List<Range> ranges)
      implements NetworkRequest {
    static CreateNetwork read(Fields fields) {
      Fields options = fields.object("Options");
      List<Range> ranges = new ArrayList<>();
      for (String family : List.of("IPv4Data", "IPv6Data")) {
        fields.objects(family).forEach(range -> ranges.add(Range.read(range)));
      }
      return new CreateNetwork(
          networkOf(fields),
          options == null ? Map.of() : given(options),
          options != null && Boolean.TRUE.equals(options.get(INTERNAL)),
          ranges);
    }

    private static Map<String, String> given(Fields options) {
      Map<String, String> given = new LinkedHashMap<>();
      if (options.get(GENERIC) instanceof Map<?, ?> all) {
        all.forEach((key, value) -> given.put(String.valueOf(key), String.valueOf(value)));
      }
      return given;
    }
  }

  /**
   * A subnet of a network.
   *
   * @param space whose addresses they are: the name of an address space
   */
  record Range(String space, IpPrefix pool) {
    static Range read(Fields fields) {
      return new Range(fields.textOr("AddressSpace", ""), prefix(fields, "Pool"));
    }
  }

  /** An engine removed a network. */
  record DeleteNetwork(String network) implements NetworkRequest {
    static DeleteNetwork read(Fields fields) {
      return new DeleteNetwork(networkOf(fields));
    }
  }

  /** A container is about to be attached. */
  record CreateEndpoint(
      String network,
      String endpoint,
      @Nullable IpPrefix v4,
      @Nullable IpPrefix v6,
      @Nullable Mac mac)
      implements NetworkRequest {
    static CreateEndpoint read(Fields fields) {
      Fields end = fields.object("Interface");
      String mac = end == null ? "" : end.textOr("MacAddress", "");
      return new CreateEndpoint(
          networkOf(fields),
          endpointOf(fields),
          end == null ? null : optional(end, "Address"),
          end == null ? null : optional(end, "AddressIPv6"),
          end == null || mac.isEmpty() ? null : end.at("MacAddress", () -> Mac.parse(mac)));
    }
  }

  /** One that is not needed here, or needs nothing but the endpoint. */
  record OfEndpoint(String network, String endpoint) implements NetworkRequest {
    static OfEndpoint read(Fields fields) {
      return new OfEndpoint(networkOf(fields), endpointOf(fields));
    }
  }

  /** A container is there. */
  record Join(String network, String endpoint, String sandbox) implements NetworkRequest {
    static Join read(Fields fields) {
      return new Join(networkOf(fields), endpointOf(fields), fields.text("SandboxKey"));
    }
  }

  /**
   * An endpoint is the one by which its container is reached from outside. Its ports are said when
   * it is made, too, by old engines, but only this call says that they are to be published.
   */
  record Program(String network, String endpoint, List<PortWish> ports) implements NetworkRequest {
    static Program read(Fields fields) {
      return new Program(networkOf(fields), endpointOf(fields), portsOf(fields.object("Options")));
    }
  }

  private static String networkOf(Fields fields) {
    return id(fields, "NetworkID");
  }

  private static String endpointOf(Fields fields) {
    return id(fields, "EndpointID");
  }

  private static String id(Fields fields, String name) {
    String id = fields.text(name);
    if (!id.matches("[a-zA-Z0-9_.-]{1,128}")) {
      throw fields.wrong(name, "is no identifier of an engine");
    }
    return id;
  }

  private static IpPrefix prefix(Fields fields, String name) {
    String text = fields.text(name);
    return fields.at(name, () -> IpPrefix.parse(text));
  }

  private static @Nullable IpPrefix optional(Fields fields, String name) {
    return fields.textOr(name, "").isEmpty() ? null : prefix(fields, name);
  }

  private static List<PortWish> portsOf(@Nullable Fields options) {
    List<PortWish> ports = new ArrayList<>();
    if (options == null) {
      return ports;
    }
    for (Fields port : options.objects(PORTS)) {
      int number = (int) port.integerOr("Port", 0, 0, 65535);
      int from = (int) port.integerOr("HostPort", 0, 0, 65535);
      int to = Math.max(from, (int) port.integerOr("HostPortEnd", from, 0, 65535));
      Port.Protocol protocol = protocol((int) port.integerOr("Proto", 0, 0, 255), number);
      if (number > 0) {
        ports.add(new PortWish(protocol, address(port), from, from == 0 ? 0 : to, number));
      }
    }
    return ports;
  }

  /** Of IANA's numbers. */
  private static Port.Protocol protocol(int number, int port) {
    return switch (number) {
      case 6 -> Port.Protocol.TCP;
      case 17 -> Port.Protocol.UDP;
      default ->
          throw new InvalidField(
              "publish",
              "port "
                  + port
                  + (number == 132 ? "/sctp" : " of IP protocol " + number)
                  + " cannot be published on a Fairlead network; publish tcp and udp only");
    };
  }

  private static @Nullable IpAddress address(Fields port) {
    String text = port.textOr("HostIP", "");
    return text.isEmpty() ? null : port.at("HostIP", () -> IpAddress.parse(text));
  }
}
