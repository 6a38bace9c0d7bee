package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.EngineSettings;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The ways in which containers reach the agent's DNS, tried by programs inside containers. */
class ReachIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Pattern ANSWER = Pattern.compile("(?m)^Address:?\\s+(?:\\d+: )?(\\S+)$");
  private static OneHost one;
  private static LabHost host;
  private static AgentProcess agent;
  private static LabProcess upstream;

  @BeforeAll
  static void open() {
    one = OneHost.open("--upstream", "10.77.0.1:53");
    host = one.host();
    agent = one.agent();
    upstream =
        host.start(
            "dnsmasq",
            List.of(
                "dnsmasq",
                "--no-daemon",
                "--conf-file=/dev/null",
                "--no-hosts",
                "--no-resolv",
                "--bind-interfaces",
                "--listen-address=" + host.address(),
                "--user=root",
                "--pid-file",
                "--address=/elsewhere.test/192.0.2.7"),
            Map.of());
  }

  @AfterEach
  void clear() {
    one.clear();
  }

  @AfterAll
  static void close() {
    one.close();
  }

  @Test
  void aContainerReachesItByTheDnsOptionOfDockerRun() {
    LabContainer web = serve("greeter", "bridge");
    LabContainer client = host.run(Images.IDLE, "--name", "client", "--dns", agent.dns());
    one.settles("after two starts");

    assertEquals(List.of(web.address()), lookUp(client, "web.svc.internal"));
    assertEquals("greeter", fetch(client, "web.svc.internal"));
  }

  @Test
  void everyContainerReachesItByTheDnsSettingOfTheEngine() {
    String address = agent.dns();
    host.engine().stop();
    host.engine().start(EngineSettings.DEFAULT.dns(address));
    LabContainer web = serve("greeter", "bridge");
    LabContainer client = host.run(Images.IDLE, "--name", "client");
    one.settles("after two starts");

    assertEquals(List.of(web.address()), lookUp(client, "web.svc.internal"));
    assertEquals("greeter", fetch(client, "web.svc.internal"));

    host.clear();
    host.engine().stop();
    host.engine().start(EngineSettings.DEFAULT);
  }

  @Test
  void dockersOwnResolverAsksItForWhatItDoesNotKnow() {
    host.docker("network", "create", "shop");
    LabContainer web = serve("greeter", "shop");
    LabContainer client =
        host.run(Images.IDLE, "--name", "client", "--network", "shop", "--dns", agent.dns());
    one.settles("after two starts");

    assertTrue(client.exec("cat", "/etc/resolv.conf").contains("127.0.0.11"));
    assertEquals(List.of(web.address("shop")), lookUp(client, "web.svc.internal"));
    assertEquals("greeter", fetch(client, "web.svc.internal"));
  }

  @Test
  void aBareNameMeansTheServiceOfTheCallersOwnProject() {
    serve("ours", "bridge", project("shop", "web"));
    serve("theirs", "bridge", project("blog", "web"));
    serve("common", "bridge", project("", "mail"));
    LabContainer client = client("bridge", project("shop", "client"));
    LabContainer other = client("bridge", project("blog", "client"));
    one.settles("after five starts");

    assertEquals("ours", fetch(client, "web"));
    assertEquals("theirs", fetch(other, "web"));
    assertEquals("common", fetch(client, "mail"));
    assertEquals("theirs", fetch(client, "web.blog.svc.internal"));
  }

  @Test
  void aBareNameWorksThroughDockersOwnResolver() {
    host.docker("network", "create", "shop_default");
    serve("ours", "shop_default", project("shop", "orders"));
    LabContainer client = client("shop_default", project("shop", "client"));
    one.settles("after two starts");

    assertEquals("ours", fetch(client, "orders"));
  }

  @Test
  void aCallerIsGivenTheAddressOnTheNetworkThatItShares() {
    host.docker("network", "create", "red");
    host.docker("network", "create", "blue");
    LabContainer web = serve("greeter", "red");
    host.docker("network", "connect", "blue", web.name());
    LabContainer inRed = client("red", List.of());
    LabContainer inBlue = client("blue", List.of());
    one.settles("after three starts");

    assertNotEquals(web.address("red"), web.address("blue"));
    assertEquals(List.of(web.address("red")), lookUp(inRed, "web.svc.internal"));
    assertEquals(List.of(web.address("blue")), lookUp(inBlue, "web.svc.internal"));
    assertEquals("greeter", fetch(inBlue, "web.svc.internal"));
  }

  @Test
  void namesOfOthersAreAskedOfTheUpstream() {
    assertTrue(upstream.alive(), upstream::tail);
    LabContainer client = host.run(Images.IDLE, "--name", "client", "--dns", agent.dns());
    one.settles("after a start");

    assertEquals(List.of("192.0.2.7"), lookUp(client, "www.elsewhere.test"));
  }

  @Test
  void aNameIsGoneFromInsideContainersTheMomentItsContainerStops() {
    LabContainer web = serve("greeter", "bridge");
    LabContainer client = client("bridge", List.of());
    one.settles("after two starts");
    assertEquals("greeter", fetch(client, "web.svc.internal"));

    web.stop();

    Await.until("it is gone", DEADLINE, () -> lookUp(client, "web.svc.internal").isEmpty());
  }

  private static LabContainer serve(String hostname, String network) {
    return serve(hostname, network, List.of());
  }

  /** A web server that answers with {@code hostname}. */
  private static LabContainer serve(String hostname, String network, List<String> options) {
    List<String> all =
        new ArrayList<>(List.of("--name", hostname, "--hostname", hostname, "--network", network));
    all.addAll(options);
    LabContainer web = host.run(Images.WEB, all, List.of());
    Await.until(
        hostname + " listens",
        DEADLINE,
        () -> host.succeeds("busybox", "wget", "-qO-", "http://" + web.address(network)));
    return web;
  }

  private static LabContainer client(String network, List<String> options) {
    List<String> all = new ArrayList<>(List.of("--network", network, "--dns", agent.dns()));
    all.addAll(options);
    return host.run(Images.IDLE, all, List.of());
  }

  /** The labels that compose sets; without a project, only the service's name. */
  private static List<String> project(String project, String service) {
    return project.isEmpty()
        ? List.of("--env", "SERVICE_NAME=" + service)
        : List.of(
            "--label", "com.docker.compose.project=" + project,
            "--label", "com.docker.compose.service=" + service);
  }

  /** The addresses that nslookup finds inside a container; the server's own is not among them. */
  private static List<String> lookUp(LabContainer client, String name) {
    String output = client.exec("sh", "-c", "nslookup -type=a " + name + " || true");
    String answer = output.substring(Math.max(0, output.indexOf("\n\n")));
    return ANSWER.matcher(answer).results().map(found -> found.group(1)).sorted().toList();
  }

  private static String fetch(LabContainer client, String name) {
    return client.exec("wget", "-qO-", "http://" + name + "/");
  }
}
