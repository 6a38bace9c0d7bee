package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.fleet.Doc;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabHost;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Containers whose network, ports, names or metadata are not the usual ones. */
class ModesIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static OneHost one;
  private static LabHost host;
  private static AgentProcess agent;

  @BeforeAll
  static void open() {
    one = OneHost.open();
    host = one.host();
    agent = one.agent();
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
  void aContainerOnTheHostsNetworkHasThePortsThatItListensOn() {
    host.run(
        Images.TWO_PORTS,
        List.of("--name", "onhost", "--network", "host"),
        List.of("httpd", "-f", "-p", "8080"));

    awaitInstances("onhost", "twoports.default:8080 " + host.address());
  }

  @Test
  void aContainerWithoutANetworkIsNotRegistered() {
    host.run(Images.WEB, "--name", "hermit", "--network", "none");
    LabContainer seen = host.run(Images.WEB, "--name", "seen");

    awaitInstances("seen", "web.default:80 " + seen.address());
    assertEquals(List.of(), instances("hermit"));
    assertEquals(List.of(), agent.resolve("hermit.container.internal", "A"));
  }

  @Test
  void aContainerInAnothersNetworkHasTheOthersAddress() {
    LabContainer owner = host.run(Images.IDLE, "--name", "owner");
    host.run(Images.WEB, "--name", "guest", "--network", "container:owner");

    awaitInstances("guest", "web.default:80 " + owner.address());
    assertEquals(List.of(owner.address()), agent.resolve("web.svc.internal", "A"));
  }

  @Test
  void aGuestGoesWithTheNetworkOfItsOwner() {
    LabContainer owner = host.run(Images.IDLE, "--name", "owner");
    LabContainer guest = host.run(Images.WEB, "--name", "guest", "--network", "container:owner");
    awaitInstances("guest", "web.default:80 " + owner.address());

    guest.kill();

    awaitInstances("guest");
    assertEquals(List.of(), agent.resolve("web.svc.internal", "A"));
  }

  @Test
  void aPublishedPortIsAnsweredWithTheHostsAddressWhereALabelSaysSo() {
    host.run(
        Images.WEB, "--name", "public", "--publish", "8081:80", "--label", "fairlead.address=host");

    awaitInstances("public", "web.default:8081 " + host.address());
    assertEquals(List.of(host.address()), agent.resolve("web.svc.internal", "A"));
    one.lab().exec("busybox", "wget", "-qO-", "http://" + host.address() + ":8081/");
  }

  @Test
  void everyExposedPortIsAnInstance() {
    LabContainer both = host.run(Images.TWO_PORTS, "--name", "both");

    Await.until("two instances", DEADLINE, () -> instances("both").size() == 2);
    assertEquals(
        List.of(80, 8080),
        documents("both").stream().map(i -> i.at("port", "number").number()).sorted().toList());
    assertEquals(List.of(both.address()), agent.resolve("both.container.internal", "A"));
  }

  @Test
  void labelsAndVariablesOfRegistratorNameTheService() {
    LabContainer named =
        host.run(
            Images.WEB,
            "--name",
            "named",
            "--env",
            "SERVICE_NAME=store-front",
            "--label",
            "SERVICE_TAGS=blue,eu",
            "--env",
            "SERVICE_REGION=north");

    awaitInstances("named", "store-front.default:80 " + named.address());
    assertEquals(List.of(named.address()), agent.resolve("store-front.svc.internal", "A"));
    assertEquals(
        List.of(named.address()), agent.resolve("blue._tag.store-front.svc.internal", "A"));
    Doc instance = documents("named").getFirst();
    assertEquals(
        List.of("blue", "eu"), instance.at("tags").elements().stream().map(Doc::text).toList());
    assertTrue(
        instance.at("meta").names().stream().anyMatch(key -> key.equalsIgnoreCase("region")),
        () -> "No region in " + instance.at("meta"));
  }

  @Test
  void anIgnoredContainerIsNotRegistered() {
    host.run(Images.WEB, "--name", "ignored", "--env", "SERVICE_IGNORE=true");
    LabContainer seen = host.run(Images.WEB, "--name", "seen");

    awaitInstances("seen", "web.default:80 " + seen.address());
    assertEquals(List.of(), instances("ignored"));
    host.docker("rm", "--force", "ignored");
  }

  @Test
  void aSignalToEndMarksAContainerDrainingAtOnce() {
    LabContainer other = host.run(Images.WEB, "--name", "other");
    host.run(
        Images.WEB,
        List.of("--name", "stubborn"),
        List.of("sh", "-c", "trap '' TERM; httpd -f -p 80 & while :; do sleep 1; done"));
    one.settles("after two starts");

    host.docker("kill", "--signal", "TERM", "stubborn");

    Await.until(
        "it drains",
        DEADLINE,
        () -> documents("stubborn").stream().allMatch(i -> i.at("draining").truth()));
    assertEquals(1, documents("stubborn").size());
    assertEquals(List.of(other.address()), agent.resolve("web.svc.internal", "A"));
  }

  @Test
  void aCheckOfALabelFailsAndPasses() {
    LabContainer web =
        host.run(
            Images.WEB,
            "--name",
            "probed",
            "--label",
            "SERVICE_CHECK_HTTP=/health",
            "--label",
            "SERVICE_CHECK_INTERVAL=200ms");
    Await.until("the check fails", DEADLINE, () -> health("probed").equals("failing"));

    web.exec("sh", "-c", "echo fine > /www/health");

    Await.until("the check passes", DEADLINE, () -> health("probed").equals("passing"));
  }

  private static void awaitInstances(String container, String... expected) {
    Await.quiet(
        "the instances of " + container,
        DEADLINE,
        () -> {
          List<String> found = instances(container);
          return found.equals(List.of(expected)) ? "" : "found " + found;
        });
  }

  /** Service, port and address of a container's instances, sorted. */
  private static List<String> instances(String container) {
    return List.copyOf(
        documents(container).stream()
            .map(
                i ->
                    "%s.%s:%d %s"
                        .formatted(
                            i.at("service").text(),
                            i.at("namespace").text(),
                            i.at("port", "number").number(),
                            i.at("address").text()))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static String health(String container) {
    return documents(container).stream().map(i -> i.at("health").text()).findFirst().orElse("");
  }

  private static List<Doc> documents(String container) {
    return agent.get("/instances").at("instances").elements().stream()
        .filter(instance -> instance.at("container").text().equals(container))
        .toList();
  }
}
