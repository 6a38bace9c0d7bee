package io.fairlead.plugin.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.json.Fields;
import io.fairlead.testkit.attach.MemoryConnecting;
import io.fairlead.testkit.catalog.NetworkSamples;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes, the answer is one that CNI knows. */
class CniFuzzTest {
  private static final int ROUNDS = 20_000;
  private static final List<String> WHOLE =
      List.of(
          "{\"cniVersion\":\"1.1.0\",\"name\":\"backend\",\"network\":\"backend\"}",
          "{\"cniVersion\":\"0.4.0\",\"name\":\"backend\",\"runtimeConfig\":{\"ips\":[\"10.1.0.9/24\"],"
              + "\"mac\":\"02:00:00:00:00:09\"},\"prevResult\":{\"interfaces\":[{\"name\":\"a\"}],"
              + "\"ips\":[{\"address\":\"10.9.0.1/24\"}],\"dns\":{\"nameservers\":[\"10.0.0.1\"]}}}",
          "{\"cniVersion\":\"1.1.0\",\"name\":\"backend\",\"cni.dev/valid-attachments\":"
              + "[{\"containerID\":\"c1\",\"ifname\":\"eth0\"}],\"dns\":{}}");
  private static final List<String> WORDS =
      List.of(
          "null", "7", "-1", "\"\"", "[]", "{}", "true", "\"10.1.0.0/99\"", "\"\\u0000\"", "1e99");
  private static final List<String> VALUES =
      List.of(
          "", "c1", "eth0", "/run/netns/c1", "IP=10.1.0.7", "IP=;=;a", "../..", "\u0000", "x=y=z;");

  @Test
  void nothingBreaksIt() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    CniPlugin plugin =
        new CniPlugin(
            new MemoryConnecting(),
            Map.of("backend", NetworkSamples.network("backend", "10.1.0.0/24"))::get,
            path -> !path.contains("missing"),
            List.of("127.0.0.11"));
    for (int i = 0; i < ROUNDS; i++) {
      Map<String, String> environment = environment(random);
      byte[] config = config(random);
      String about =
          "seed " + seed + ", " + environment + " " + new String(config, StandardCharsets.UTF_8);
      CniPlugin.Reply reply = plugin.answer(environment, config);
      if (!reply.done()) {
        Fields error = Fields.lenient(Json.parse(reply.json()));
        assertTrue(error.integerOr("code", 0, 0, 999) > 0, about);
        assertTrue(CniRequest.VERSIONS.contains(error.text("cniVersion")), about);
        assertTrue(!error.text("msg").isEmpty(), about);
      } else if (reply.json().length > 0) {
        assertEquals(Map.class.isInstance(Json.parse(reply.json())), true, about);
      }
    }
  }

  private static Map<String, String> environment(Random random) {
    Map<String, String> all = new HashMap<>();
    all.put("CNI_COMMAND", pick(random, List.of("ADD", "DEL", "CHECK", "GC", "STATUS", "VERSION")));
    all.put("CNI_CONTAINERID", "c" + random.nextInt(5));
    all.put("CNI_NETNS", "/run/netns/c1");
    all.put("CNI_IFNAME", "eth0");
    if (random.nextInt(3) == 0) {
      all.put(
          "CNI_" + pick(random, List.of("CONTAINERID", "NETNS", "IFNAME", "ARGS", "COMMAND")),
          pick(random, VALUES));
    }
    return all;
  }

  private static byte[] config(Random random) {
    StringBuilder text = new StringBuilder(pick(random, WHOLE));
    for (int i = random.nextInt(4); i > 0 && text.length() > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(4)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.setCharAt(at, (char) random.nextInt(256));
        case 2 -> text.setLength(at);
        default -> {
          int colon = text.indexOf(":", at);
          int end = colon < 0 ? -1 : text.indexOf(",", colon);
          if (end > 0) {
            text.replace(colon + 1, end, pick(random, WORDS));
          }
        }
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
