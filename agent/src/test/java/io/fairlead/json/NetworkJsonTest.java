package io.fairlead.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.InvalidField;
import io.fairlead.model.net.Block;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Codec;
import io.fairlead.testkit.catalog.NetworkSamples;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkJsonTest {
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final NetworkSamples samples = new NetworkSamples(random);

  @Test
  void allIsReadBackAsItWasWritten() {
    roundTrip(new NetworkJson(), samples::network);
    roundTrip(new EndpointJson(), samples::endpoint);
    roundTrip(new BlockJson(), samples::block);
  }

  private <T> void roundTrip(Codec<T> codec, Supplier<T> source) {
    for (int i = 0; i < 500; i++) {
      T value = source.get();
      assertEquals(value, codec.decode(codec.encode(value)), () -> "seed " + seed);
    }
  }

  /** What is no value is refused with a field's name, whatever the bytes. */
  @Test
  void anyBytesAreAValueOrRefused() {
    System.out.println("seed " + seed);
    List<Codec<?>> codecs = List.of(new NetworkJson(), new EndpointJson(), new BlockJson());
    List<byte[]> texts =
        List.of(
            new NetworkJson().encode(samples.network()),
            new EndpointJson().encode(samples.endpoint()),
            new BlockJson().encode(samples.block()));
    int refused = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] bytes = texts.get(i % 3).clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(95));
      }
      try {
        codecs.get(random.nextInt(3)).decode(bytes);
      } catch (InvalidField e) {
        refused++;
      }
    }
    assertEquals(true, refused > 10_000, refused + " were refused, seed " + seed);
  }

  @Test
  void theFormsAreTheDocumentedOnes() {
    isForm(
        new NetworkJson(),
        """
        {"name":"backend","id":4711,"dataplane":"auto","pools":[{"subnet":"10.128.0.0/24",\
        "gateway":"10.128.0.1","range":"10.128.0.128/25","reserved":{"router":"10.128.0.2"},\
        "block":27}],"options":{"mtu":0,"encrypted":true,"internal":false,"icc":true,\
        "multicast":false,"more":{"vxlan.port":"4789"}},"labels":{"team":"a"},\
        "cause":{"at":"2026-01-01T00:00:00Z","what":"docker network create"}}\
        """);
    isForm(
        new EndpointJson(),
        """
        {"id":"e1","node":"host1","network":"backend","mac":"02:42:0a:80:00:05",\
        "v4":"10.128.0.5/24","v6":"fd00::5/64","container":{"name":"web-1","id":"c1",\
        "aliases":["web"],"labels":{"k":"v"}},"ports":[{"protocol":"tcp",\
        "host_address":"192.0.2.1","host_port":8080,"port":80}],"state":"joined",\
        "cause":{"at":"2026-01-01T00:00:00Z","what":"docker join"}}\
        """);
    isForm(
        new BlockJson(),
        """
        {"network":"backend","network_id":4711,"range":"10.128.0.64/26","node":"host1",\
        "cause":{"at":"2026-01-01T00:00:00Z","what":"claimed"}}\
        """);
  }

  private static <T> void isForm(Codec<T> codec, String text) {
    assertEquals(text, new String(codec.encode(codec.decode(text.getBytes(UTF_8))), UTF_8));
  }

  @Test
  void anOlderAgentReadsWhatANewerOneWrote() {
    String newer =
        """
        {"name":"a","id":1,"pools":[{"subnet":"10.0.0.0/24","colour":1}],"options":{"flavour":[]},\
        "cause":{"at":"2026-01-01T00:00:00Z","what":"","who":"me"},"more":{}}\
        """;
    Network network = new NetworkJson().decode(newer.getBytes(UTF_8));
    assertEquals(Network.Options.USUAL, network.options());
    assertEquals(27, network.pools().getFirst().blockLength(), "eight blocks at least");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "name":"-a"                                                            | name
          "id":0                                                                 | id
          "id":16777216                                                          | id
          "dataplane":"VXLAN"                                                    | dataplane
          "pools":[]                                                             | pools
          "pools":[{"subnet":"10.0.0.1/24"}]                                     | pools[0].subnet
          "pools":[{"subnet":"10.0.0.0/32"}]                                     | pools[0].subnet
          "pools":[{"subnet":"10.0.0.0/24","gateway":"10.0.1.1"}]                | pools[0].gateway
          "pools":[{"subnet":"10.0.0.0/24","gateway":"fd00::1"}]                 | pools[0].gateway
          "pools":[{"subnet":"10.0.0.0/24","range":"10.0.0.0/23"}]               | pools[0].range
          "pools":[{"subnet":"10.0.0.0/24","reserved":{"x":"10.0.1.1"}}]         | pools[0].reserved
          "pools":[{"subnet":"10.0.0.0/24","block":23}]                          | pools[0].block
          "pools":[{"subnet":"10.0.0.0/8","block":15}]                           | pools[0].block
          "pools":[{"subnet":"10.0.0.0/24"},{"subnet":"10.0.0.0/16"}]            | pools
          "options":{"mtu":100}                                                  | options.mtu
          """)
  void everyMistakeIsNamedByItsPath(String member, String field) {
    String name = member.substring(1, member.indexOf('"', 1));
    StringBuilder text = new StringBuilder("{");
    List<String> usual =
        List.of(
            "\"name\":\"a\"",
            "\"id\":1",
            "\"pools\":[{\"subnet\":\"10.0.0.0/24\"}]",
            "\"cause\":{\"at\":\"2026-01-01T00:00:00Z\"}");
    for (String one : usual) {
      text.append(one.startsWith("\"" + name + "\"") ? "" : one + ",");
    }
    text.append(member).append('}');
    InvalidField e =
        assertThrows(
            InvalidField.class, () -> new NetworkJson().decode(text.toString().getBytes(UTF_8)));
    assertEquals(field, e.field(), e.getMessage());
  }

  @Test
  void mistakesInEndpointsAndBlocksAreNamed() {
    NetworkEndpoint endpoint = NetworkSamples.endpoint("host1", "e1", "a", "10.0.0.5/24");
    String text = new String(new EndpointJson().encode(endpoint), UTF_8);
    wrong(new EndpointJson(), text.replace("\"e1\"", "\"e/1\""), "id");
    wrong(new EndpointJson(), text.replace("10.0.0.5/24", "fd00::1/64"), "v4");
    wrong(new EndpointJson(), text.replace("\"02:", "\"03:"), "mac");
    wrong(new EndpointJson(), text.replace("joined", "lost"), "state");
    Block block = NetworkSamples.block("a", "10.0.0.0/26", "host1");
    String blockText = new String(new BlockJson().encode(block), UTF_8);
    wrong(new BlockJson(), blockText.replace("/26", "/20").replace("0.0/", "1.0/"), "range");
    wrong(new BlockJson(), blockText.replace("host1", "Host 1"), "node");
  }

  private static void wrong(Codec<?> codec, String text, String field) {
    InvalidField e = assertThrows(InvalidField.class, () -> codec.decode(text.getBytes(UTF_8)));
    assertEquals(field, e.field(), e.getMessage());
  }
}
