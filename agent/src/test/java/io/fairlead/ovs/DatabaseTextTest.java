package io.fairlead.ovs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.SwitchState;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.netlink.HardwareAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is said to the database, and what it answers. */
class DatabaseTextTest {
  private static final SwitchState SWITCH =
      new SwitchState(Sandbox.HOST, "flb7", new HardwareAddress(0x0266_6c00_0007L), 1450, true);

  @Test
  void aSwitchForwardsNothingByItself() {
    assertEquals(
        Json.parse(
            """
            [{"op":"insert","table":"Interface","uuid-name":"link",
              "row":{"name":"flb7","type":"internal","mtu_request":1450}},
             {"op":"insert","table":"Port","uuid-name":"port",
              "row":{"name":"flb7","interfaces":["named-uuid","link"]}},
             {"op":"insert","table":"Bridge","uuid-name":"bridge",
              "row":{"name":"flb7","datapath_type":"netdev","fail_mode":"secure",
                     "other_config":["map",[["hwaddr","02:66:6c:00:00:07"]]],
                     "ports":["named-uuid","port"]}},
             {"op":"mutate","table":"Open_vSwitch","where":[],
              "mutations":[["bridges","insert",["named-uuid","bridge"]]]}]
            """
                .getBytes(UTF_8)),
        Json.parse(Json.write(Operations.make(SWITCH, "netdev"))));
  }

  @Test
  void aPortIsPluggedInAndTakenOut() {
    assertEquals(
        Json.parse(
            """
            [{"op":"insert","table":"Interface","uuid-name":"link0","row":{"name":"fle1"}},
             {"op":"insert","table":"Port","uuid-name":"port0",
              "row":{"name":"fle1","interfaces":["named-uuid","link0"]}},
             {"op":"mutate","table":"Bridge","where":[["name","==","flb7"]],
              "mutations":[["ports","insert",["named-uuid","port0"]]]},
             {"op":"mutate","table":"Bridge","where":[["name","==","flb7"]],
              "mutations":[["ports","delete",["uuid","4f2a"]]]}]
            """
                .getBytes(UTF_8)),
        Json.parse(
            Json.write(
                List.of(
                    Operations.plug("flb7", "fle1", 0).get(0),
                    Operations.plug("flb7", "fle1", 0).get(1),
                    Operations.plug("flb7", "fle1", 0).get(2),
                    Operations.unplug("flb7", "4f2a")))));
  }

  @Test
  void bridgesAreReadWithTheirPortsAndWhatIsWrongWithThem() {
    Object answer =
        Json.parse(
            """
            [{"rows":[{"_uuid":["uuid","b1"],"name":"flb7",
                       "ports":["set",[["uuid","p1"],["uuid","p2"],["uuid","p3"]]]},
                      {"_uuid":["uuid","b2"],"name":"br0","ports":["uuid","p4"]}]},
             {"rows":[{"_uuid":["uuid","p1"],"name":"flb7","interfaces":["uuid","i1"]},
                      {"_uuid":["uuid","p2"],"name":"fle1","interfaces":["uuid","i2"]},
                      {"_uuid":["uuid","p3"],"name":"fle2","interfaces":["uuid","i3"]},
                      {"_uuid":["uuid","p4"],"name":"br0","interfaces":["uuid","i4"]}]},
             {"rows":[{"_uuid":["uuid","i1"],"ofport":65534,"error":["set",[]]},
                      {"_uuid":["uuid","i2"],"ofport":3,"error":["set",[]]},
                      {"_uuid":["uuid","i3"],"ofport":-1,"error":"could not open it"},
                      {"_uuid":["uuid","i4"],"ofport":["set",[]],"error":["set",[]]}]}]
            """
                .getBytes(UTF_8));
    Map<String, Bridges.Port> ports = new TreeMap<>();
    ports.put("flb7", new Bridges.Port("p1", 65534, ""));
    ports.put("fle1", new Bridges.Port("p2", 3, ""));
    ports.put("fle2", new Bridges.Port("p3", 0, "could not open it"));
    Bridges bridges = Bridges.read(answer instanceof List<?> list ? List.copyOf(list) : List.of());
    assertEquals(new Bridges.Bridge("b1", ports), bridges.byName().get("flb7"));
    assertEquals(
        new Bridges.Bridge("b2", Map.of("br0", new Bridges.Port("p4", 0, ""))),
        bridges.byName().get("br0"));
  }

  @Test
  void messagesAreToldApartHoweverTheyAreCut() {
    String text =
        "{\"id\":1,\"result\":[{\"a\":\"}{\\\"]\"}],\"error\":null}{\"method\":\"echo\",\"params\":[],\"id\":\"x\"}";
    byte[] all = text.repeat(3).getBytes(UTF_8);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    JsonStream stream = new JsonStream();
    List<Map<String, Object>> heard = new ArrayList<>();
    for (int at = 0; at < all.length; ) {
      int length = Math.min(1 + random.nextInt(9), all.length - at);
      heard.addAll(stream.take(ByteBuffer.wrap(all, at, length)));
      at += length;
    }
    assertEquals(6, heard.size(), "seed " + seed);
    assertEquals("x", heard.getLast().get("id"), "seed " + seed);
  }

  @Test
  void anyOctetsAreReadOrRefused() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String alphabet = "{}[]\",:\\a1 \u00e9";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] octets = text.toString().getBytes(UTF_8);
      try {
        List<Map<String, Object>> _ = new JsonStream().take(ByteBuffer.wrap(octets));
      } catch (IllegalArgumentException e) {
        // Refused.
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + text, e);
      }
    }
  }

  @Test
  void whatIsNoObjectIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new JsonStream().take(ByteBuffer.wrap("[1]".getBytes(UTF_8))));
  }

  @Test
  void whoAsksWhetherSomebodyIsThereIsAnswered() {
    byte[] answer = Database.echo(Map.of("method", "echo", "params", List.of(), "id", "echo"));
    assertNotNull(answer);
    assertEquals(
        Json.parse("{\"result\":[],\"error\":null,\"id\":\"echo\"}".getBytes(UTF_8)),
        Json.parse(answer));
  }
}
