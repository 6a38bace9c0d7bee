package io.fairlead.plugin.docker;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import io.fairlead.spi.Interface;
import io.fairlead.wire.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is answered. An answer is never empty: the engine takes that for a broken plugin. */
final class Replies {
  private Replies() {}

  /** What {@code /Plugin.Activate} is answered. */
  static byte[] activate() {
    JsonWriter out = new JsonWriter().beginObject().name("Implements").beginArray();
    List.of("NetworkDriver", "IpamDriver").forEach(out::value);
    return out.endArray().endObject().bytes();
  }

  static byte[] nothing() {
    return new JsonWriter().beginObject().endObject().bytes();
  }

  /** A refusal, under the name that either kind of driver has for it. */
  static byte[] error(String words) {
    return new JsonWriter()
        .beginObject()
        .text("Err", words)
        .text("Error", words)
        .endObject()
        .bytes();
  }

  static byte[] networkCapabilities() {
    return new JsonWriter()
        .beginObject()
        .text("Scope", "local")
        .text("ConnectivityScope", "global")
        .endObject()
        .bytes();
  }

  static byte[] ipamCapabilities() {
    return new JsonWriter()
        .beginObject()
        .flag("RequiresMACAddress", false)
        .flag("RequiresRequestReplay", false)
        .endObject()
        .bytes();
  }

  static byte[] spaces() {
    return new JsonWriter()
        .beginObject()
        .text("LocalDefaultAddressSpace", Definitions.SPACE)
        .text("GlobalDefaultAddressSpace", Definitions.SPACE)
        .endObject()
        .bytes();
  }

  static byte[] pool(IpPrefix pool, IpPrefix gateway) {
    JsonWriter out = new JsonWriter().beginObject();
    out.text("PoolID", pool.toString()).text("Pool", pool.toString());
    out.name("Data").beginObject().text(IpamRequest.GATEWAY, gateway.toString()).endObject();
    return out.endObject().bytes();
  }

  static byte[] address(IpPrefix address) {
    return new JsonWriter()
        .beginObject()
        .text("Address", address.toString())
        .name("Data")
        .beginObject()
        .endObject()
        .endObject()
        .bytes();
  }

  /**
   * What an endpoint has that the engine did not say.
   *
   * @param mac null where the engine chose it
   */
  static byte[] endpoint(@Nullable Mac mac) {
    JsonWriter out = new JsonWriter().beginObject().name("Interface").beginObject();
    if (mac != null) {
      out.text("MacAddress", mac.toString());
    }
    return out.endObject().endObject().bytes();
  }

  static byte[] operInfo() {
    return new JsonWriter()
        .beginObject()
        .name("Value")
        .beginObject()
        .endObject()
        .endObject()
        .bytes();
  }

  /**
   * The interface to move.
   *
   * @param internal whether the engine must not give it a way out of its own
   */
  static byte[] joined(Interface end, boolean internal) {
    JsonWriter out = new JsonWriter().beginObject().name("InterfaceName").beginObject();
    out.text("SrcName", end.link()).text("DstPrefix", end.prefix()).endObject();
    address(out, "Gateway", end.gateway());
    address(out, "GatewayIPv6", end.gatewayV6());
    if (!end.routes().isEmpty()) {
      out.name("StaticRoutes").beginArray();
      for (Interface.Route route : end.routes()) {
        IpAddress via = route.via();
        out.beginObject().text("Destination", route.destination().toString());
        out.number("RouteType", via == null ? 1 : 0);
        out.text("NextHop", via == null ? "" : via.toString()).endObject();
      }
      out.endArray();
    }
    return out.flag("DisableGatewayService", internal).endObject().bytes();
  }

  private static void address(JsonWriter out, String name, @Nullable IpAddress address) {
    if (address != null) {
      out.text(name, address.toString());
    }
  }
}
