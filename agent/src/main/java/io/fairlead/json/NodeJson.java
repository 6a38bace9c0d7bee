package io.fairlead.json;

import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.spi.Codec;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.util.List;
import java.util.Map;

/** Nodes, as the API answers them and the store keeps them. */
public final class NodeJson implements Codec<Node> {
  @Override
  public byte[] encode(Node node) {
    JsonWriter out = new JsonWriter();
    write(out, node);
    return out.bytes();
  }

  @Override
  public Node decode(byte[] bytes) {
    return read(Fields.lenient(Json.parse(bytes)));
  }

  /** Reads one node. */
  public static Node read(Fields fields) {
    String name = fields.text("name");
    List<String> texts = fields.texts("addresses");
    List<IpAddress> addresses =
        fields.at("addresses", () -> texts.stream().map(IpAddress::parse).toList());
    Map<String, String> meta = fields.textsByName("meta");
    Node node = fields.at("name", () -> new Node(name, addresses, meta));
    fields.done();
    return node;
  }

  /** Writes one node as the next value of {@code out}. */
  public static void write(JsonWriter out, Node node) {
    out.beginObject().text("name", node.name());
    Json.writeTexts(out, "addresses", node.addresses().stream().map(IpAddress::toString).toList());
    Json.writeTexts(out, "meta", node.meta());
    out.endObject();
  }
}
