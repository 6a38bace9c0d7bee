package io.fairlead.json;

import io.fairlead.model.Cause;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.Port;
import io.fairlead.model.net.EndpointId;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.model.net.PublishedPort;
import io.fairlead.spi.Codec;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoints on the cluster's networks, as the API answers them and the store keeps them. */
public final class EndpointJson implements Codec<NetworkEndpoint> {
  @Override
  public byte[] encode(NetworkEndpoint endpoint) {
    JsonWriter out = new JsonWriter();
    write(out, endpoint);
    return out.bytes();
  }

  @Override
  public NetworkEndpoint decode(byte[] bytes) {
    return read(Fields.lenient(Json.parse(bytes)));
  }

  /** Reads one endpoint. */
  public static NetworkEndpoint read(Fields fields) {
    String local = fields.text("id");
    String node = fields.text("node");
    EndpointId id = fields.make(() -> new EndpointId(node, local));
    String network = fields.text("network");
    String mac = fields.textOr("mac", "");
    @Nullable Mac parsed = mac.isEmpty() ? null : fields.at("mac", () -> Mac.parse(mac));
    @Nullable IpPrefix v4 = Parts.prefix(fields, "v4", false);
    @Nullable IpPrefix v6 = Parts.prefix(fields, "v6", true);
    NetworkEndpoint.Attached container = container(fields.object("container"));
    List<PublishedPort> ports = fields.objects("ports").stream().map(EndpointJson::port).toList();
    NetworkEndpoint.State state =
        fields.wordOr("state", NetworkEndpoint.State.class, NetworkEndpoint.State.CREATED);
    Cause cause = Parts.causeOf(fields);
    NetworkEndpoint endpoint =
        fields.make(
            () -> new NetworkEndpoint(id, network, parsed, v4, v6, container, ports, state, cause));
    fields.done();
    return endpoint;
  }

  static NetworkEndpoint.Attached container(@Nullable Fields fields) {
    if (fields == null) {
      return NetworkEndpoint.Attached.UNKNOWN;
    }
    NetworkEndpoint.Attached container =
        new NetworkEndpoint.Attached(
            fields.textOr("name", ""),
            fields.textOr("id", ""),
            fields.texts("aliases"),
            fields.textsByName("labels"));
    fields.done();
    return container;
  }

  private static PublishedPort port(Fields fields) {
    Port.Protocol protocol = fields.wordOr("protocol", Port.Protocol.class, Port.Protocol.TCP);
    @Nullable IpAddress host = fields.has("host_address") ? fields.address("host_address") : null;
    int hostPort = (int) fields.integerOr("host_port", 0, 0, 65535);
    int port = (int) fields.integerOr("port", 0, 0, 65535);
    PublishedPort published = fields.make(() -> new PublishedPort(protocol, host, hostPort, port));
    fields.done();
    return published;
  }

  /** Writes one endpoint as the next value of {@code out}. */
  public static void write(JsonWriter out, NetworkEndpoint endpoint) {
    out.beginObject().text("id", endpoint.id().id()).text("node", endpoint.id().node());
    out.text("network", endpoint.network());
    Mac mac = endpoint.mac();
    if (mac != null) {
      out.text("mac", mac.toString());
    }
    Parts.writePrefix(out, "v4", endpoint.v4());
    Parts.writePrefix(out, "v6", endpoint.v6());
    write(out, endpoint.container());
    if (!endpoint.ports().isEmpty()) {
      out.name("ports").beginArray();
      endpoint.ports().forEach(port -> write(out, port));
      out.endArray();
    }
    out.text("state", Fields.word(endpoint.state()));
    Parts.write(out, endpoint.cause());
    out.endObject();
  }

  static void write(JsonWriter out, NetworkEndpoint.Attached container) {
    out.name("container").beginObject();
    out.textUnlessEmpty("name", container.name()).textUnlessEmpty("id", container.id());
    Json.writeTexts(out, "aliases", container.aliases());
    Json.writeTexts(out, "labels", container.labels());
    out.endObject();
  }

  private static void write(JsonWriter out, PublishedPort port) {
    out.beginObject().text("protocol", Fields.word(port.protocol()));
    IpAddress host = port.hostAddress();
    if (host != null) {
      out.text("host_address", host.toString());
    }
    out.number("host_port", port.hostPort()).number("port", port.port()).endObject();
  }
}
