package io.fairlead.plugin.docker;

import io.fairlead.json.Fields;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the engine asks of an address driver. */
sealed interface IpamRequest {
  /** What an address is for: the value of {@link #TYPE} that means a network's way out. */
  String GATEWAY = "com.docker.network.gateway";

  /** The option that says what an address is for. */
  String TYPE = "RequestAddressType";

  /** The option that names the container's endpoint, of engines since 29. */
  String NAME = "com.docker.network.endpoint.name";

  /**
   * A network wants a subnet.
   *
   * @param pool this one, or null for any
   * @param network the cluster's network that it is for, or empty for one that is about to be made
   */
  record RequestPool(@Nullable IpPrefix pool, String network, boolean v6) implements IpamRequest {
    static RequestPool read(Fields fields) {
      String pool = fields.textOr("Pool", "");
      return new RequestPool(
          pool.isEmpty() ? null : fields.at("Pool", () -> IpPrefix.parse(pool).network()),
          fields.textsByName("Options").getOrDefault(Definitions.NETWORK, ""),
          fields.flagOr("V6", false));
    }
  }

  /** A subnet is not needed any more. */
  record ReleasePool(IpPrefix pool) implements IpamRequest {
    static ReleasePool read(Fields fields) {
      return new ReleasePool(poolOf(fields));
    }
  }

  /**
   * Somebody wants an address.
   *
   * @param address this one, or null for any
   * @param gateway whether it is for the network's way out
   * @param name of the container's endpoint, or empty
   */
  record RequestAddress(IpPrefix pool, @Nullable IpAddress address, boolean gateway, String name)
      implements IpamRequest {
    static RequestAddress read(Fields fields) {
      Map<String, String> options = fields.textsByName("Options");
      return new RequestAddress(
          poolOf(fields),
          addressOf(fields),
          GATEWAY.equals(options.get(TYPE)),
          options.getOrDefault(NAME, ""));
    }
  }

  /** An address is free. */
  record ReleaseAddress(IpPrefix pool, @Nullable IpAddress address) implements IpamRequest {
    static ReleaseAddress read(Fields fields) {
      return new ReleaseAddress(poolOf(fields), addressOf(fields));
    }
  }

  private static IpPrefix poolOf(Fields fields) {
    String id = fields.text("PoolID");
    return fields.at("PoolID", () -> IpPrefix.parse(id));
  }

  private static @Nullable IpAddress addressOf(Fields fields) {
    String text = fields.textOr("Address", "");
    return text.isEmpty() ? null : fields.at("Address", () -> IpPrefix.parse(text).address());
  }
}
