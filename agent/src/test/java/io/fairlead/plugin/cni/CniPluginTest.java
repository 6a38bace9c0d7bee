package io.fairlead.plugin.cni;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.net.Network;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Connection;
import io.fairlead.testkit.attach.MemoryConnecting;
import io.fairlead.testkit.catalog.NetworkSamples;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runtimes are answered, word for word. */
class CniPluginTest {
  private static final Network BACKEND = NetworkSamples.network("backend", "10.1.0.0/24");

  private final MemoryConnecting connecting = new MemoryConnecting();
  private final CniPlugin plugin =
      new CniPlugin(
          connecting,
          Map.of("backend", BACKEND)::get,
          path -> !path.contains("missing"),
          List.of("127.0.0.11"));

  private static String config(String version, String more) {
    return "{\"cniVersion\":\""
        + version
        + "\",\"name\":\"backend\",\"type\":\"fairlead\""
        + more
        + "}";
  }

  private CniPlugin.Reply ask(String command, String config, String... more) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "CNI_COMMAND",
                command,
                "CNI_CONTAINERID",
                "c1",
                "CNI_NETNS",
                "/run/netns/c1",
                "CNI_IFNAME",
                "eth0"));
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return plugin.answer(environment, config.getBytes(StandardCharsets.UTF_8));
  }

  private String done(String command, String config, String... more) {
    CniPlugin.Reply reply = ask(command, config, more);
    String text = new String(reply.json(), StandardCharsets.UTF_8);
    assertTrue(reply.done(), text);
    return text;
  }

  private void fails(int code, String command, String config, String... more) {
    CniPlugin.Reply reply = ask(command, config, more);
    String text = new String(reply.json(), StandardCharsets.UTF_8);
    assertFalse(reply.done(), text);
    assertTrue(text.contains("\"code\":" + code + ","), text);
    assertTrue(text.matches("\\{\"cniVersion\":\"[0-9.]+\",\"code\":.*,\"msg\":\".+\".*}"), text);
  }

  private Connection only() {
    assertEquals(1, connecting.all().size());
    return connecting.all().getFirst().wanted();
  }

  @Test
  void addAnswersInTheNewestVersion() {
    assertEquals(
        """
        {"cniVersion":"1.1.0",\
        "interfaces":[{"name":"eth0","mtu":1500,"sandbox":"/run/netns/c1"}],\
        "ips":[{"address":"10.1.0.2/24","interface":0}],\
        "dns":{"nameservers":["127.0.0.11"]}}""",
        done("ADD", config("1.1.0", "")));
  }

  @Test
  void addAnswersInOldVersions() {
    assertEquals(
        """
        {"cniVersion":"0.4.0",\
        "interfaces":[{"name":"eth0","sandbox":"/run/netns/c1"}],\
        "ips":[{"version":"4","address":"10.1.0.2/24","interface":0}],\
        "dns":{"nameservers":["127.0.0.11"]}}""",
        done("ADD", config("0.4.0", "")));
  }

  @Test
  void whatPluginsBeforeMadeIsPassedOn() {
    String before =
        """
        ,"prevResult":{"cniVersion":"1.0.0","interfaces":[{"name":"br0"},{"name":"vethX"}],\
        "ips":[{"address":"10.9.0.2/24","interface":1}],"routes":[{"dst":"10.8.0.0/16"}],\
        "dns":{"nameservers":["10.9.0.1"],"search":["lan"]}}""";
    assertEquals(
        """
        {"cniVersion":"1.0.0",\
        "interfaces":[{"name":"br0"},{"name":"vethX"},{"name":"eth0","sandbox":"/run/netns/c1"}],\
        "ips":[{"address":"10.9.0.2/24","interface":1},{"address":"10.1.0.2/24","interface":2}],\
        "routes":[{"dst":"10.8.0.0/16"}],\
        "dns":{"nameservers":["10.9.0.1"],"search":["lan"]}}""",
        done("ADD", config("1.0.0", before)));
  }

  @Test
  void theConfigurationsNameServersAreAnswered() {
    String result = done("ADD", config("1.1.0", ",\"dns\":{\"nameservers\":[\"9.9.9.9\"]}"));
    assertTrue(result.endsWith("\"dns\":{\"nameservers\":[\"9.9.9.9\"]}}"), result);
  }

  @Test
  void addressAndMacAreAskedForByRuntimeConfigOrArguments() {
    done(
        "ADD",
        config(
            "1.1.0", ",\"runtimeConfig\":{\"ips\":[\"10.1.0.9\"],\"mac\":\"02:00:00:00:00:09\"}"),
        "CNI_ARGS",
        "IgnoreUnknown=1;IP=10.1.0.8;K8S_POD_NAME=web;K8S_POD_NAMESPACE=shop");
    assertEquals("[10.1.0.9/32]", only().addresses().toString());
    assertEquals("02:00:00:00:00:09", String.valueOf(only().mac()));
    assertEquals("web", only().who().name());
    assertEquals("c1", only().who().id());
    assertEquals(Map.of("io.kubernetes.pod.namespace", "shop"), only().who().labels());
    done("DEL", config("1.1.0", ""));
    done("ADD", config("1.1.0", ""), "CNI_ARGS", "IP=10.1.0.8");
    assertEquals("[10.1.0.8/32]", only().addresses().toString());
    assertEquals("c1", only().who().name());
  }

  @Test
  void deleteIsDoneOnceAndNeverFails() {
    done("ADD", config("1.1.0", ""));
    assertEquals("", done("DEL", config("1.1.0", "")));
    assertEquals(List.of(), connecting.all());
    assertEquals("", done("DEL", config("1.1.0", ""), "CNI_NETNS", ""));
  }

  @Test
  void checkSaysWhatIsWrong() {
    String before = ",\"prevResult\":{\"cniVersion\":\"1.1.0\"}";
    fails(3, "CHECK", config("1.1.0", before));
    done("ADD", config("1.1.0", ""));
    assertEquals("", done("CHECK", config("1.1.0", before)));
    connecting.spoil("interface eth0 is gone; attach it again");
    fails(100, "CHECK", config("1.1.0", before));
    fails(7, "CHECK", config("1.1.0", ""));
    fails(1, "CHECK", config("0.3.1", before));
  }

  @Test
  void gcEndsWhatTheRuntimeHasNoMore() {
    done("ADD", config("1.1.0", ""));
    done("ADD", config("1.1.0", ""), "CNI_CONTAINERID", "c2");
    done(
        "ADD",
        config("1.1.0", ",\"network\":\"backend\"")
            .replace("\"name\":\"backend\"", "\"name\":\"other\""),
        "CNI_CONTAINERID",
        "c3");
    fails(7, "GC", config("1.1.0", ""));
    assertEquals(3, connecting.all().size());
    String valid = ",\"cni.dev/valid-attachments\":[{\"containerID\":\"c2\",\"ifname\":\"eth0\"}]";
    done("GC", config("1.1.0", valid), "CNI_CONTAINERID", "", "CNI_NETNS", "");
    assertEquals(
        List.of("cni:c2:eth0", "cni:c3:eth0"),
        connecting.all().stream().map(one -> one.wanted().id()).toList());
    fails(1, "GC", config("1.0.0", valid));
  }

  @Test
  void statusSaysWhetherItCanAttach() {
    assertEquals("", done("STATUS", config("1.1.0", "")));
    fails(50, "STATUS", config("1.1.0", ",\"network\":\"nowhere\""));
    connecting.spoil("the agent does not know yet");
    fails(50, "STATUS", config("1.1.0", ""));
  }

  @Test
  void versionsAreToldInTheVersionAskedIn() {
    assertEquals(
        """
        {"cniVersion":"0.3.1","supportedVersions":["0.3.1","0.4.0","1.0.0","1.1.0"]}""",
        done("VERSION", "{\"cniVersion\":\"0.3.1\"}"));
    assertTrue(done("VERSION", "{}").startsWith("{\"cniVersion\":\"1.1.0\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0.1.0", "0.3.0", "1.2.0", "2.0.0"})
  void otherVersionsAreNotSpoken(String version) {
    fails(1, "ADD", config(version, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "CNI_COMMAND, ADDD",
    "CNI_COMMAND, ''",
    "CNI_CONTAINERID, ''",
    "CNI_CONTAINERID, a/b",
    "CNI_CONTAINERID, -a",
    "CNI_NETNS, ''",
    "CNI_NETNS, /run/netns/missing",
    "CNI_IFNAME, ''",
    "CNI_IFNAME, a b",
    "CNI_IFNAME, sixteen-letters-",
    "CNI_ARGS, nothing"
  })
  void wrongVariablesAreNamed(String name, String value) {
    fails(4, "ADD", config("1.1.0", ""), name, value);
  }

  @Test
  void whatCannotBeReadOrIsWrongIsToldApart() {
    fails(6, "ADD", "");
    fails(6, "ADD", "{");
    fails(6, "ADD", "[]");
    fails(6, "ADD", "{\"cniVersion\":1}");
    fails(7, "ADD", "{\"cniVersion\":\"1.1.0\"}");
    fails(7, "ADD", config("1.1.0", ",\"network\":7"));
    fails(7, "ADD", config("1.1.0", ",\"network\":\"nowhere\""));
    fails(7, "ADD", config("1.1.0", ",\"runtimeConfig\":{\"ips\":[\"ten\"]}"));
    fails(2, "ADD", config("1.1.0", ",\"runtimeConfig\":{\"ips\":[\"10.1.0.2\",\"10.1.0.3\"]}"));
  }

  @Test
  void whatMaySucceedLaterIsToldApart() {
    connecting.refuse(new AttachRefused("the store is away; try again", true));
    fails(11, "ADD", config("1.1.0", ""));
    connecting.refuse(new AttachRefused("10.1.0.9 is taken; choose another", false));
    fails(101, "ADD", config("1.1.0", ""));
  }

  @Test
  void longIdsAreShortened() {
    String id = CniPlugin.id("c".repeat(200), "eth0");
    assertEquals("cni:".length() + 64, id.length());
    assertEquals("cni:c1:eth0", CniPlugin.id("c1", "eth0"));
  }
}
