package io.fairlead.json;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Mac;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connection;
import io.fairlead.spi.Interface;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is attached that no engine attaches, as the API answers it and the agent remembers it. */
public final class ConnectedJson implements Codec<Connected> {
  private static final int MOST_MTU = 1 << 20;

  @Override
  public byte[] encode(Connected one) {
    JsonWriter out = new JsonWriter();
    write(out, one);
    return out.bytes();
  }

  @Override
  public Connected decode(byte[] bytes) {
    Fields fields = Fields.lenient(Json.parse(bytes));
    Connection wanted = connection(fields);
    Fields placed = fields.object("interface");
    return new Connected(
        wanted,
        fields.text("namespace"),
        fields.flagOr("ready", false),
        fields.textOr("host_link", ""),
        placed == null ? null : placed(placed));
  }

  private static Connection connection(Fields fields) {
    String id = fields.text("id");
    NetworkEndpoint.Attached who = EndpointJson.container(fields.object("container"));
    return new Connection(
        id,
        fields.textOr("group", ""),
        fields.text("network"),
        fields.text("subject"),
        fields.text("sandbox"),
        fields.textOr("ifname", ""),
        mac(fields),
        prefixes(fields, "wanted"),
        fields.texts("gateways").stream().map(IpAddress::parse).toList(),
        who);
  }

  private static Connected.Placed placed(Fields fields) {
    List<Interface.Route> routes =
        fields.objects("routes").stream()
            .map(
                route ->
                    new Interface.Route(
                        IpPrefix.parse(route.text("destination")),
                        route.has("via") ? route.address("via") : null))
            .toList();
    return new Connected.Placed(
        fields.text("name"),
        mac(fields),
        (int) fields.integerOr("mtu", 0, 0, MOST_MTU),
        fields.flagOr("up", true),
        fields.textOr("mark", ""),
        prefixes(fields, "addresses"),
        routes);
  }

  private static @Nullable Mac mac(Fields fields) {
    String text = fields.textOr("mac", "");
    return text.isEmpty() ? null : fields.at("mac", () -> Mac.parse(text));
  }

  private static List<IpPrefix> prefixes(Fields fields, String name) {
    return fields.at(name, () -> fields.texts(name).stream().map(IpPrefix::parse).toList());
  }

  /** Writes one as the next value of {@code out}. */
  public static void write(JsonWriter out, Connected one) {
    Connection wanted = one.wanted();
    out.beginObject().text("id", wanted.id()).textUnlessEmpty("group", wanted.group());
    out.text("network", wanted.target()).text("subject", wanted.subject());
    out.text("sandbox", wanted.sandbox()).text("namespace", one.namespace());
    out.textUnlessEmpty("ifname", wanted.ifname());
    if (wanted.mac() != null) {
      out.text("mac", wanted.mac().toString());
    }
    Json.writeTexts(out, "wanted", texts(wanted.addresses()));
    Json.writeTexts(out, "gateways", texts(wanted.gateways()));
    EndpointJson.write(out, wanted.who());
    out.flag("ready", one.ready()).textUnlessEmpty("host_link", one.hostLink());
    if (one.placed() != null) {
      out.name("interface");
      write(out, one.placed());
    }
    out.endObject();
  }

  private static void write(JsonWriter out, Connected.Placed placed) {
    out.beginObject().text("name", placed.name());
    if (placed.mac() != null) {
      out.text("mac", placed.mac().toString());
    }
    out.number("mtu", placed.mtu()).flag("up", placed.up()).text("mark", placed.mark());
    Json.writeTexts(out, "addresses", texts(placed.addresses()));
    out.name("routes").beginArray();
    for (Interface.Route route : placed.routes()) {
      out.beginObject().text("destination", route.destination().toString());
      if (route.via() != null) {
        out.text("via", route.via().toString());
      }
      out.endObject();
    }
    out.endArray().endObject();
  }

  private static List<String> texts(List<?> all) {
    return all.stream().map(Objects::toString).toList();
  }
}
