package io.fairlead.json;

import io.fairlead.model.Cause;
import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Codec;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Networks, as the API answers them and the store keeps them. */
public final class NetworkJson implements Codec<Network> {
  @Override
  public byte[] encode(Network network) {
    JsonWriter out = new JsonWriter();
    write(out, network);
    return out.bytes();
  }

  @Override
  public Network decode(byte[] bytes) {
    return read(Fields.lenient(Json.parse(bytes)));
  }

  /** Reads one network. */
  public static Network read(Fields fields) {
    String name = fields.text("name");
    int id = (int) fields.integerOr("id", 0, 1, Network.MAX_ID);
    String dataplane = fields.textOr("dataplane", Network.AUTO);
    List<Pool> pools = fields.objects("pools").stream().map(NetworkJson::pool).toList();
    Network.Options options = options(fields.object("options"));
    Map<String, String> labels = fields.textsByName("labels");
    Cause cause = Parts.causeOf(fields);
    Network network =
        fields.make(() -> new Network(name, id, dataplane, pools, options, labels, cause));
    fields.done();
    return network;
  }

  /** Reads one pool. */
  public static Pool pool(Fields fields) {
    String text = fields.text("subnet");
    IpPrefix subnet = fields.at("subnet", () -> IpPrefix.parse(text));
    @Nullable IpAddress gateway = fields.has("gateway") ? fields.address("gateway") : null;
    String rangeText = fields.textOr("range", "");
    @Nullable IpPrefix range =
        rangeText.isEmpty() ? null : fields.at("range", () -> IpPrefix.parse(rangeText));
    Map<String, IpAddress> reserved = new LinkedHashMap<>();
    fields
        .textsByName("reserved")
        .forEach(
            (what, address) ->
                reserved.put(what, fields.at("reserved", () -> IpAddress.parse(address))));
    int block = (int) fields.integerOr("block", Pool.usualBlock(subnet), 0, 128);
    Pool pool = fields.make(() -> new Pool(subnet, gateway, range, reserved, block));
    fields.done();
    return pool;
  }

  private static Network.Options options(@Nullable Fields fields) {
    if (fields == null) {
      return Network.Options.USUAL;
    }
    int mtu = (int) fields.integerOr("mtu", 0, 0, 65535);
    boolean encrypted = fields.flagOr("encrypted", false);
    boolean internal = fields.flagOr("internal", false);
    boolean icc = fields.flagOr("icc", true);
    boolean multicast = fields.flagOr("multicast", false);
    Map<String, String> more = fields.textsByName("more");
    fields.done();
    return fields.make(() -> new Network.Options(mtu, encrypted, internal, icc, multicast, more));
  }

  /** Writes one network as the next value of {@code out}. */
  public static void write(JsonWriter out, Network network) {
    out.beginObject().text("name", network.name()).number("id", network.id());
    out.text("dataplane", network.dataplane());
    out.name("pools").beginArray();
    network.pools().forEach(pool -> write(out, pool));
    out.endArray();
    write(out, network.options());
    Json.writeTexts(out, "labels", network.labels());
    Parts.write(out, network.cause());
    out.endObject();
  }

  private static void write(JsonWriter out, Pool pool) {
    out.beginObject().text("subnet", pool.subnet().toString());
    IpAddress gateway = pool.gateway();
    if (gateway != null) {
      out.text("gateway", gateway.toString());
    }
    Parts.writePrefix(out, "range", pool.range());
    Map<String, String> reserved = new TreeMap<>();
    pool.reserved().forEach((what, address) -> reserved.put(what, address.toString()));
    Json.writeTexts(out, "reserved", reserved);
    out.number("block", pool.blockLength()).endObject();
  }

  private static void write(JsonWriter out, Network.Options options) {
    out.name("options").beginObject();
    out.number("mtu", options.mtu()).flag("encrypted", options.encrypted());
    out.flag("internal", options.internal()).flag("icc", options.icc());
    out.flag("multicast", options.multicast());
    Json.writeTexts(out, "more", options.more());
    out.endObject();
  }
}
