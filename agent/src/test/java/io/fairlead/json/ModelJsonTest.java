package io.fairlead.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fairlead.model.Cause;
import io.fairlead.model.Check;
import io.fairlead.model.CheckSpec;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Node;
import io.fairlead.model.Port;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.wire.json.Json;
import io.fairlead.wire.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelJsonTest {
  private static final Cause CAUSE = new Cause(Instant.EPOCH, "api");
  private static final RegistrationId ID = new RegistrationId("api", "web-1");

  @Test
  void instancesAreReadBackAsTheyWereWritten() {
    long seed = new Random().nextLong();
    ModelSamples samples = new ModelSamples(new Random(seed));
    InstanceJson codec = new InstanceJson();
    for (int i = 0; i < 500; i++) {
      Instance instance = samples.instance();
      byte[] text = codec.encode(instance);
      assertEquals(instance, codec.decode(text), () -> "seed " + seed);
      assertArrayEquals(text, codec.encode(codec.decode(text)), () -> "seed " + seed);
    }
  }

  @Test
  void nodesAreReadBackAsTheyWereWritten() {
    long seed = new Random().nextLong();
    ModelSamples samples = new ModelSamples(new Random(seed));
    NodeJson codec = new NodeJson();
    for (int i = 0; i < 500; i++) {
      Node node = samples.node();
      assertEquals(node, codec.decode(codec.encode(node)), () -> "seed " + seed);
    }
  }

  @Test
  void registrationsAreReadBackAsTheyWereWritten() {
    long seed = new Random().nextLong();
    ModelSamples samples = new ModelSamples(new Random(seed));
    for (int i = 0; i < 500; i++) {
      Registration registration = samples.registration(ID, CAUSE);
      JsonWriter out = new JsonWriter();
      RegistrationJson.write(out, registration);
      assertEquals(registration, register(out.toString()), () -> "seed " + seed);
    }
  }

  @Test
  void theFormIsTheDocumentedOne() {
    String text =
        """
        {"id":"web-1:80","node":"host1","source":"docker","namespace":"shop","service":"web",\
        "container":"shop-web-1","port":{"number":80,"protocol":"tcp","name":"http"},\
        "address":"172.18.0.5","endpoints":[{"network":"shop_default","scope":"node",\
        "v4":"172.18.0.5/16","v6":"fd00::5/64"}],"tags":["blue"],"meta":{"k":"v"},"weight":1,\
        "draining":false,"health":"passing","checks":[{"name":"http","http":{"method":"GET",\
        "path":"/health","tls":false,"insecure":false,"port":0},"interval":"10s","timeout":"5s",\
        "rise":1,"fall":1,"deregister_after":"1m","initial":"unknown"}],"states":[{"name":"http",\
        "kind":"http","health":"passing","since":"2026-01-01T00:00:00Z","output":"HTTP 200"}],\
        "cause":{"at":"2026-01-01T00:00:00Z","what":"docker event start"}}\
        """;
    InstanceJson codec = new InstanceJson();
    assertEquals(text, new String(codec.encode(codec.decode(text.getBytes(UTF_8))), UTF_8));
  }

  @Test
  void anOlderAgentReadsWhatANewerOneWrote() {
    NodeJson codec = new NodeJson();
    byte[] newer = "{\"name\":\"host1\",\"colour\":{\"of\":\"fear\"}}".getBytes(UTF_8);
    assertEquals(new Node("host1", List.of(), Map.of()), codec.decode(newer));
  }

  @Test
  void aRegistrationNeedsLittle() {
    Registration registration = register("{\"service\":\"web\",\"address\":\"10.0.0.1\"}");
    assertEquals("default/web", registration.service().toString());
    assertEquals(Port.NONE, registration.port());
    assertEquals(1, registration.weight());
  }

  @Test
  void aBareNumberIsATcpPort() {
    Registration registration =
        register("{\"service\":\"web\",\"address\":\"10.0.0.1\",\"port\":8080}");
    assertEquals(Port.tcp(8080), registration.port());
  }

  @Test
  void anAddressThatIsLeftOutIsTheGivenOne() {
    IpAddress own = IpAddress.parse("192.0.2.1");
    Fields fields = Fields.strict(Map.of("service", "web"));
    assertEquals(own, RegistrationJson.read(fields, ID, own, CAUSE).address());
  }

  @Test
  void aCheckWithoutANameBearsItsKindAndTheUsualTiming() {
    Registration registration =
        register("{\"service\":\"web\",\"address\":\"10.0.0.1\",\"checks\":[{\"tcp\":{}}]}");
    assertEquals(
        new Check("tcp", new CheckSpec.Tcp(0), Check.Timing.DEFAULT, Health.UNKNOWN),
        registration.checks().getFirst());
    assertNull(registration.checks().getFirst().timing().deregisterAfter());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"address":"10.0.0.1"}                                     | service
          {"service":"Web","address":"10.0.0.1"}                     | service
          {"service":7,"address":"10.0.0.1"}                         | service
          {"service":"web","namespace":"a b","address":"10.0.0.1"}   | namespace
          {"service":"web"}                                          | address
          {"service":"web","address":"10.0.0"}                       | address
          {"service":"web","address":"10.0.0.1","port":70000}        | port
          {"service":"web","address":"10.0.0.1","port":1.5}          | port
          {"service":"web","address":"10.0.0.1","port":"80"}         | port
          {"service":"web","address":"10.0.0.1","port":{"number":-1}}| port.number
          {"service":"web","address":"10.0.0.1","port":{"name":"A"}} | port.name
          {"service":"web","address":"10.0.0.1","port":{"protocol":"sctp"}} | port.protocol
          {"service":"web","address":"10.0.0.1","weight":65536}      | weight
          {"service":"web","address":"10.0.0.1","weight":1e30}       | weight
          {"service":"web","address":"10.0.0.1","draining":"yes"}    | draining
          {"service":"web","address":"10.0.0.1","tags":"blue"}       | tags
          {"service":"web","address":"10.0.0.1","tags":["a",1]}      | tags[1]
          {"service":"web","address":"10.0.0.1","meta":{"k":1}}      | meta.k
          {"service":"web","address":"10.0.0.1","meta":[]}           | meta
          {"service":"web","address":"10.0.0.1","endpoints":[{}]}    | endpoints[0].network
          {"service":"web","address":"10.0.0.1","endpoints":[{"network":"n","v4":"fd00::1/64"}]} | endpoints[0].v4
          {"service":"web","address":"10.0.0.1","endpoints":[{"network":"n","v4":"10.0.0.1/33"}]} | endpoints[0].v4
          {"service":"web","address":"10.0.0.1","checks":[null]}     | checks[0]
          {"service":"web","address":"10.0.0.1","checks":[{}]}       | checks[0].http
          {"service":"web","address":"10.0.0.1","checks":[{"ttl":"1s","tcp":{}}]} | checks[0].ttl
          {"service":"web","address":"10.0.0.1","checks":[{"tcp":{},"interval":"1"}]} | checks[0].interval
          {"service":"web","address":"10.0.0.1","checks":[{"tcp":{},"interval":"1ms"}]} | checks[0].interval
          {"service":"web","address":"10.0.0.1","checks":[{"tcp":{},"rise":0}]} | checks[0].rise
          {"service":"web","address":"10.0.0.1","checks":[{"tcp":{"port":65536}}]} | checks[0].tcp.port
          {"service":"web","address":"10.0.0.1","checks":[{"http":{"path":"x"}}]} | checks[0].http.path
          {"service":"web","address":"10.0.0.1","checks":[{"http":{"pth":"/"}}]} | checks[0].http.pth
          {"service":"web","address":"10.0.0.1","checks":[{"tcp":{}},{"tcp":{}}]} | checks
          {"service":"web","address":"10.0.0.1","sevrice":"x"}       | sevrice
          []                                                         | json
          """)
  void everyMistakeIsNamedByItsPath(String text, String field) {
    InvalidField e = assertThrows(InvalidField.class, () -> register(text));
    assertEquals(field, e.field(), e.getMessage());
  }

  @Test
  void anUnknownMemberIsToldTheNearestKnownOne() {
    InvalidField e =
        assertThrows(
            InvalidField.class,
            () -> register("{\"service\":\"web\",\"address\":\"10.0.0.1\",\"tgas\":[]}"));
    assertEquals("tgas: is not known here; did you mean 'tags'?", e.getMessage());
  }

  private static Registration register(String text) {
    return RegistrationJson.read(Fields.strict(Json.parse(text.getBytes(UTF_8))), ID, null, CAUSE);
  }
}
