package io.fairlead.agent.asking;

import io.fairlead.json.Fields;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port.Protocol;
import io.fairlead.model.net.EndpointId;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;

/**
 * Asks a node how the way between one of its endpoints and another looks from its side.
 *
 * @param end the endpoint of the node that is asked
 * @param start the other one
 * @param from the other one's address
 * @param port 0 where none is meant
 * @param way the dataplane by which the asking node sends
 */
public record Question(
    EndpointId end, EndpointId start, IpAddress from, int port, Protocol protocol, String way) {
  private static final int MOST = 65535;

  byte[] encode() {
    return encode(new JsonWriter().beginObject()).endObject().bytes();
  }

  JsonWriter encode(JsonWriter out) {
    return out.text("end_node", end.node())
        .text("end", end.id())
        .text("start_node", start.node())
        .text("start", start.id())
        .text("from", from.toString())
        .number("port", port)
        .text("protocol", Fields.word(protocol))
        .text("way", way);
  }

  /**
   * Reads one; what it does not know is passed by.
   *
   * @throws InvalidField where it is none
   */
  static Question decode(byte[] value) {
    Fields fields = Fields.lenient(Json.parse(value));
    return new Question(
        new EndpointId(fields.text("end_node"), fields.text("end")),
        new EndpointId(fields.text("start_node"), fields.text("start")),
        fields.address("from"),
        (int) fields.integerOr("port", 0, 0, MOST),
        fields.wordOr("protocol", Protocol.class, Protocol.TCP),
        fields.textOr("way", ""));
  }
}
