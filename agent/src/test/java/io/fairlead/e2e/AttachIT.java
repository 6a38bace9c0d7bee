package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.Doc;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real namespaces, containers and processes on networks, by CNI and by hand. */
class AttachIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static OneHost one;
  private static LabHost host;

  private static final String SIX = "fd00:67::/64";

  private final List<String> namespaces = new ArrayList<>();

  @BeforeAll
  static void open() {
    one = OneHost.open();
    host = one.host();
    one.agent().cli("network", "create", "backend", "--subnet", "10.66.0.0/24");
    one.agent().cli("cni", "install", "--dir", plugins());
    Await.until("the engine has it", SOON, () -> host.docker("network", "ls").contains("backend"));
  }

  @AfterAll
  static void close() {
    one.close();
  }

  @BeforeEach
  void namespaces() {
    for (String name : List.of("a", "b")) {
      String namespace = host.network() + name;
      host.exec("ip", "netns", "add", namespace);
      namespaces.add(namespace);
    }
  }

  @AfterEach
  void nothingIsLeft() {
    host.docker("rm", "--force", "web");
    namespaces.forEach(namespace -> host.succeeds("ip", "netns", "delete", namespace));
    Await.quiet("nothing is left", SOON, () -> links() + addresses() + listed());
  }

  private static String plugins() {
    return host.directory().resolve("cni").toString();
  }

  /** Our links on the host. */
  private static String links() {
    return host.exec("sh", "-c", "ip -o link | grep -oE '^[0-9]+: f[la][^:@]*' || true");
  }

  private static String addresses() {
    int endpoints = one.agent().get("/networks/backend").at("endpoints").elements().size();
    return endpoints == 0 ? "" : endpoints + " endpoints ";
  }

  private static String listed() {
    int attached = one.agent().get("/attachments").at("attachments").elements().size();
    return attached == 0 ? "" : attached + " attachments";
  }

  private String a() {
    return namespaces.getFirst();
  }

  private String b() {
    return namespaces.getLast();
  }

  /** What the plugin prints, and its exit status on a line before it. */
  private static String cni(String command, String namespace, String config, String more) {
    return host.exec(
        "sh",
        "-c",
        "out=$(printf '%s' '"
            + config
            + "' | CNI_COMMAND="
            + command
            + " CNI_CONTAINERID="
            + namespace
            + " CNI_NETNS=/run/netns/"
            + namespace
            + " CNI_IFNAME=eth0 CNI_PATH=/opt/cni/bin "
            + more
            + plugins()
            + "/fairlead); echo $?; echo \"$out\"");
  }

  private static String config(String more) {
    return "{\"cniVersion\":\"1.1.0\",\"name\":\"pods\",\"type\":\"fairlead\",\"network\":\"backend\""
        + more
        + "}";
  }

  private static String done(String said) {
    assertTrue(said.startsWith("0"), said);
    return said.substring(1).strip();
  }

  private static String failed(String said, int code) {
    assertTrue(said.startsWith("1\n"), said);
    assertTrue(said.contains("\"code\":" + code), said);
    return said;
  }

  private static String add(String namespace, String more) {
    return done(cni("ADD", namespace, config(""), more));
  }

  private static String address(String result) {
    return Doc.parse(result).at("ips").elements().getFirst().at("address").text().split("/")[0];
  }

  private static boolean pings(String namespace, String address) {
    return host.succeeds(
        "ip", "netns", "exec", namespace, "busybox", "ping", "-c", "1", "-w", "5", address);
  }

  @Test
  void cniAddsChecksAndDeletes() {
    done(cni("STATUS", a(), config(""), ""));
    String first = add(a(), "CNI_ARGS='IgnoreUnknown=1;K8S_POD_NAME=web' ");
    String second = add(b(), "");
    assertTrue(pings(a(), address(second)), first + second);
    assertTrue(pings(b(), address(first)));
    assertTrue(one.agent().cli("network", "inspect", "backend").contains("web"));
    done(cni("CHECK", a(), config(",\"prevResult\":" + first), ""));
    Await.until(
        "the other is found by name",
        SOON,
        () -> host.exec("sh", "-c", lookUp(b(), "web")).contains(address(first)));

    host.exec("ip", "-n", a(), "link", "set", "eth0", "down");
    failed(cni("CHECK", a(), config(",\"prevResult\":" + first), ""), 100);
    host.exec("ip", "-n", a(), "link", "delete", "eth0");
    failed(cni("CHECK", a(), config(",\"prevResult\":" + first), ""), 100);

    done(cni("DEL", a(), config(",\"prevResult\":" + first), ""));
    done(cni("DEL", a(), config(""), ""));
    failed(cni("CHECK", a(), config(",\"prevResult\":" + first), ""), 3);
    String kept = "[{\"containerID\":\"" + b() + "\",\"ifname\":\"eth0\"}]";
    done(cni("GC", b(), config(",\"cni.dev/valid-attachments\":" + kept), ""));
    assertTrue(pings(b(), "10.66.0.1"));
    done(cni("GC", b(), config(",\"cni.dev/valid-attachments\":[]"), ""));
    assertFalse(host.succeeds("ip", "-n", b(), "link", "show", "eth0"));
    failed(cni("ADD", a(), config("").replace("backend", "nowhere"), ""), 7);
    failed(cni("ADD", "missing", config(""), ""), 4);
  }

  private static String lookUp(String namespace, String name) {
    return "ip netns exec "
        + namespace
        + " busybox nslookup -type=a "
        + name
        + " 127.0.0.11 2>&1 || true";
  }

  @Test
  void whatIsAttachedOutlivesTheAgentAndEndsWithItsNamespace() {
    String first = add(a(), "");
    String second = add(b(), "");
    one.agent().kill();
    failed(cni("STATUS", a(), config(""), ""), 50);
    failed(cni("DEL", a(), config(""), ""), 11);
    assertTrue(pings(a(), address(second)), "while the agent is dead");
    host.exec("ip", "netns", "delete", b());
    one.agent().startAgain();
    done(cni("CHECK", a(), config(",\"prevResult\":" + first), ""));
    Await.until("one endpoint ends", SOON, () -> addresses().startsWith("1 "));
    done(cni("DEL", a(), config(""), ""));
  }

  @Test
  void aRunningContainerIsAttachedAndDetached() {
    String outside = address(add(a(), ""));
    LabContainer web = host.run(Images.IDLE, "--name", "web");
    attach("web", "backend", "--ip", "10.66.0.77", "--ifname", "eth5", "--alias", "www");
    assertTrue(attach("web", "backend").contains("eth5"), "again changes nothing");
    web.exec("ping", "-c", "1", "-w", "5", outside);
    assertTrue(pings(a(), "10.66.0.77"));
    assertTrue(one.agent().cli("attach", "--list").contains("container web"));
    one.agent().cli("detach", "web", "backend");
    one.agent().cli("detach", "web", "backend");
    assertFalse(web.exec("ip", "link").contains("eth5"));
    attach("web", "backend", "--mac", "02:42:00:00:00:99");
    assertTrue(web.exec("ip", "link").contains("02:42:00:00:00:99"));
    web.remove();
    Await.until("its endpoint ends", SOON, () -> addresses().startsWith("1 "));
    done(cni("DEL", a(), config(""), ""));
  }

  @Test
  void anIpv6AddressThatWasAskedForIsGivenAndReached() {
    one.agent().cli("network", "create", "six", "--subnet", "10.67.0.0/24", "--subnet", SIX);
    Await.until("it is known", SOON, () -> one.agent().cli("network", "ls").contains("six"));
    attach("netns:" + a(), "six", "--ip", "fd00:67::77");
    attach("netns:" + b(), "six", "--ip", "10.67.0.9", "--ip", "fd00:67::9");
    assertTrue(pings(b(), "fd00:67::77"));
    assertTrue(pings(a(), "fd00:67::9"));
    assertTrue(pings(a(), "10.67.0.9"), "of the other family it has one too");
    LabContainer web = host.run(Images.IDLE, "--name", "web");
    attach("web", "six", "--ip", "fd00:67::88");
    assertTrue(pings(a(), "fd00:67::88"));
    String routes = host.exec("ip", "-n", a(), "-6", "route");
    assertTrue(routes.contains("default via fd00:67::1 "), routes);
    web.remove();
    for (String namespace : List.of(a(), b())) {
      one.agent().cli("detach", "netns:" + namespace, "six");
    }
    Await.until(
        "they end",
        SOON,
        () -> one.agent().get("/networks/six").at("endpoints").elements().isEmpty());
    one.agent().cli("network", "rm", "six");
  }

  private static String attach(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "attach";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return one.agent().cli(all);
  }

  @Test
  void aProcessALinkOfTheHostAndABridgeAreAttachedTo() {
    Path file = host.directory().resolve("sleeper");
    LabProcess process =
        host.start(
            "sleeper",
            List.of("unshare", "--net", "sh", "-c", "echo $$ > " + file + "; exec sleep 300"),
            Map.of());
    Await.until(
        "it has a namespace of its own",
        SOON,
        () -> !host.exec("sh", "-c", "cat " + file + " || true").isBlank());
    String number = host.exec("cat", file.toString()).strip();
    attach("pid:" + number, "backend", "--ip", "10.66.0.88");
    attach("netns:" + a(), "backend", "--name", "probe");
    assertTrue(pings(a(), "10.66.0.88"));
    process.kill();
    one.agent().cli("detach", "netns:" + a(), "backend");

    attach("netns:" + a(), "macvlan:eth0", "--ip", "10.77.0.91/24", "--gateway", "10.77.0.254");
    assertTrue(pings(a(), "10.77.0.254"), "the way out of the host's link");
    host.exec("ip", "link", "add", "br9", "type", "bridge");
    host.exec("ip", "address", "add", "10.9.0.1/24", "dev", "br9");
    host.exec("ip", "link", "set", "br9", "up");
    attach("netns:" + b(), "bridge:br9", "--ip", "10.9.0.5/24");
    assertTrue(pings(b(), "10.9.0.1"));
    one.agent().kill();
    one.agent().startAgain();
    assertTrue(pings(b(), "10.9.0.1"), "a restart of the agent changes nothing");
    assertEquals(2, one.agent().get("/attachments").at("attachments").elements().size());
    one.agent().cli("detach", "netns:" + a(), "macvlan:eth0");
    one.agent().cli("detach", "netns:" + b(), "bridge:br9");
    assertFalse(host.succeeds("ip", "-n", a(), "link", "show", "eth0"));
    host.exec("ip", "link", "delete", "br9");
  }
}
