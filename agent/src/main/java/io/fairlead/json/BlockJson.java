package io.fairlead.json;

import io.fairlead.model.Cause;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.spi.Codec;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;

/** Blocks of addresses, as the API answers them and the store keeps them. */
public final class BlockJson implements Codec<Block> {
  @Override
  public byte[] encode(Block block) {
    JsonWriter out = new JsonWriter();
    write(out, block);
    return out.bytes();
  }

  @Override
  public Block decode(byte[] bytes) {
    return read(Fields.lenient(Json.parse(bytes)));
  }

  /** Reads one block. */
  public static Block read(Fields fields) {
    String network = fields.text("network");
    int id = (int) fields.integerOr("network_id", 0, 0, Network.MAX_ID);
    String text = fields.text("range");
    IpPrefix range = fields.at("range", () -> IpPrefix.parse(text));
    String node = fields.text("node");
    Cause cause = Parts.causeOf(fields);
    Block block = fields.make(() -> new Block(network, id, range, node, cause));
    fields.done();
    return block;
  }

  /** Writes one block as the next value of {@code out}. */
  public static void write(JsonWriter out, Block block) {
    out.beginObject().text("network", block.network()).number("network_id", block.networkId());
    out.text("range", block.range().toString()).text("node", block.node());
    Parts.write(out, block.cause());
    out.endObject();
  }
}
