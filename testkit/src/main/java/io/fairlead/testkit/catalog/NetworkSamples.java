package io.fairlead.testkit.catalog;

import io.fairlead.model.Cause;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Port;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.Pool;
import io.fairlead.model.net.PublishedPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Valid networks, endpoints and blocks for tests; random ones from a seed have all in play. */
public final class NetworkSamples {
  private static final String NAME = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789";

  private final Random random;

  /** Samples drawn from this. */
  public NetworkSamples(Random random) {
    this.random = random;
  }

  /** A network of one pool, with an id made from its name. */
  public static Network network(String name, String... subnets) {
    return new Network(
        name,
        1 + (name.hashCode() & 0xffff),
        Network.AUTO,
        Stream.of(subnets).map(subnet -> Pool.of(IpPrefix.parse(subnet))).toList(),
        Network.Options.USUAL,
        Map.of(),
        Samples.CAUSE);
  }

  /** An endpoint that joined, with this address ({@code 10.1.0.5/16}). */
  public static NetworkEndpoint endpoint(String node, String id, String network, String address) {
    IpPrefix prefix = IpPrefix.parse(address);
    boolean v6 = prefix.address().isV6();
    return new NetworkEndpoint(
        new EndpointId(node, id),
        network,
        new Mac(0x0242_0000_0000L + (prefix.address().low() & 0xffff_ffffL)),
        v6 ? null : prefix,
        v6 ? prefix : null,
        new NetworkEndpoint.Attached(id, "", List.of(), Map.of()),
        List.of(),
        NetworkEndpoint.State.JOINED,
        Samples.CAUSE);
  }

  /** As {@link #endpoint}, with a published port of each kind. */
  public static NetworkEndpoint published(String node, String id, String network, String address) {
    return publishing(
        endpoint(node, id, network, address),
        new PublishedPort(Port.Protocol.TCP, null, 8080, 80),
        new PublishedPort(Port.Protocol.UDP, IpAddress.parse("192.0.2.8"), 53, 5353));
  }

  /** The same endpoint with these published ports. */
  public static NetworkEndpoint publishing(NetworkEndpoint one, PublishedPort... ports) {
    return new NetworkEndpoint(
        one.id(),
        one.network(),
        one.mac(),
        one.v4(),
        one.v6(),
        one.container(),
        List.of(ports),
        one.state(),
        one.cause());
  }

  /** A block of the network that {@link #network} makes. */
  public static Block block(String network, String range, String node) {
    return new Block(
        network, 1 + (network.hashCode() & 0xffff), IpPrefix.parse(range), node, Samples.CAUSE);
  }

  /** Any network. */
  public Network network() {
    return new Network(
        name(),
        1 + random.nextInt(Network.MAX_ID),
        random.nextBoolean() ? Network.AUTO : "vxlan",
        pools(),
        new Network.Options(
            random.nextBoolean() ? 0 : 576 + random.nextInt(9000),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextBoolean(),
            texts()),
        texts(),
        cause());
  }

  /** Any endpoint. */
  public NetworkEndpoint endpoint() {
    @Nullable IpPrefix v4 =
        random.nextBoolean() ? new IpPrefix(IpAddress.v4(random.nextInt()), 24) : null;
    @Nullable IpPrefix v6 =
        random.nextBoolean()
            ? new IpPrefix(IpAddress.v6(0xfd00L << 48 | random.nextInt(), random.nextLong()), 64)
            : null;
    return new NetworkEndpoint(
        new EndpointId("host" + random.nextInt(9), name()),
        name(),
        random.nextBoolean() ? null : new Mac(0x0200_0000_0000L + random.nextInt(1 << 30)),
        v4,
        v6,
        new NetworkEndpoint.Attached(
            random.nextBoolean() ? "" : name(), name(), List.of(name()), texts()),
        random.nextBoolean()
            ? List.of()
            : List.of(
                new PublishedPort(
                    random.nextBoolean() ? Port.Protocol.TCP : Port.Protocol.UDP,
                    random.nextBoolean() ? null : IpAddress.v4(random.nextInt()),
                    1 + random.nextInt(65535),
                    1 + random.nextInt(65535))),
        random.nextBoolean() ? NetworkEndpoint.State.CREATED : NetworkEndpoint.State.JOINED,
        cause());
  }

  /** Any block. */
  public Block block() {
    return new Block(
        name(),
        1 + random.nextInt(Network.MAX_ID),
        IpPrefix.around(IpAddress.v4(random.nextInt()), 20 + random.nextInt(12)),
        "host" + random.nextInt(9),
        cause());
  }

  private List<Pool> pools() {
    IpPrefix v4 = IpPrefix.around(IpAddress.v4(random.nextInt()), 8 + random.nextInt(20));
    IpPrefix v6 =
        IpPrefix.around(
            IpAddress.v6(0xfd00L << 48 | random.nextInt(), random.nextLong()),
            48 + random.nextInt(70));
    Pool six = Pool.of(v6);
    IpPrefix part = IpPrefix.around(v4.first(), v4.length() + 1);
    Pool four =
        new Pool(
            v4,
            random.nextBoolean() ? null : v4.first().plus(1),
            random.nextBoolean() ? null : part,
            random.nextBoolean() ? Map.of() : Map.of("router " + name(), v4.first().plus(3)),
            Pool.usualBlock(v4));
    return switch (random.nextInt(3)) {
      case 0 -> List.of(four);
      case 1 -> List.of(six);
      default -> List.of(four, six);
    };
  }

  private Cause cause() {
    return new Cause(Samples.AT.plusSeconds(random.nextInt(1 << 20)), "because of " + name());
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      texts.put(name() + ".é\"", random.nextBoolean() ? "" : name());
    }
    return texts;
  }

  private String name() {
    StringBuilder name = new StringBuilder();
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      name.append(NAME.charAt(random.nextInt(NAME.length())));
    }
    return name.toString();
  }

  /** The same endpoint of a container with these labels. */
  public static NetworkEndpoint labelled(NetworkEndpoint plain, Map<String, String> labels) {
    String id = plain.id().id();
    return new NetworkEndpoint(
        plain.id(),
        plain.network(),
        plain.mac(),
        plain.v4(),
        plain.v6(),
        new NetworkEndpoint.Attached(id, "id-" + id, List.of(), labels),
        plain.ports(),
        plain.state(),
        plain.cause());
  }
}
