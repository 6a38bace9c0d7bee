package io.fairlead.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.agent.RunningAgent;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every verb against a real agent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerbsTest {
  private static final String SERVICES =
      """
      services:
      - {id: db-1, service: db, address: 192.0.2.11, port: 5432, tags: [primary]}
      - {id: db-2, service: db, address: 192.0.2.12, port: 5432}
      - {id: web-1, namespace: shop, service: web, address: 192.0.2.13,
         port: {number: 80, name: http}}
      """;

  private RunningAgent agent;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    Path services = Files.writeString(directory.resolve("services.yaml"), SERVICES);
    agent = RunningAgent.in(directory, "--services", services.toString());
    awaitServices();
  }

  @AfterAll
  void end() {
    agent.close();
  }

  @Test
  void servicesAreListed() {
    assertEquals(
        """
        NAMESPACE  SERVICE  INSTANCES  PASSING  DRAINING  TAGS
        default    db       2          2        0         primary
        shop       web      1          1        0         -
        """,
        withoutOthers(run("services").out()));
  }

  @Test
  void instancesOfAServiceAreListed() {
    assertEquals(
        """
        ID    NODE  SERVICE     ADDRESS          HEALTH   TAGS
        db-1  n1    default/db  192.0.2.11:5432  passing  primary
        db-2  n1    default/db  192.0.2.12:5432  passing  -
        """,
        run("instances", "db").out());
  }

  @Test
  void aServiceOfANamespaceIsNamedWithASlash() {
    assertTrue(run("instances", "shop/web").out().contains("web-1"));
    assertEquals(ExitCode.NEGATIVE, run("instances", "default/web").status());
  }

  @Test
  void noInstanceOfAServiceIsANegativeAnswer() {
    Ran ran = run("instances", "nothing");
    assertEquals(ExitCode.NEGATIVE, ran.status());
    assertEquals("", ran.out());
    assertEquals("no instances of nothing\n", ran.err());
  }

  @Test
  void aNameIsResolvedAsDnsDoes() {
    Ran ran = run("resolve", "web.shop.svc.internal");
    assertEquals(ExitCode.OK, ran.status());
    assertEquals(
        """
        NAME                    TTL  TYPE  DATA
        web.shop.svc.internal.  0    A     192.0.2.13
        """,
        ran.out());
    assertTrue(run("resolve", "_http._tcp.web.shop.svc.internal", "srv").out().contains(" 80 "));
  }

  @Test
  void aNameThatIsNotThereIsANegativeAnswer() {
    Ran ran = run("resolve", "nobody.svc.internal");
    assertEquals(ExitCode.NEGATIVE, ran.status());
    assertTrue(ran.err().startsWith("nobody.svc.internal: NXDOMAIN"), ran.err());
  }

  @Test
  void aNameWithoutRecordsOfATypeSaysSo() {
    Ran ran = run("resolve", "web.shop.svc.internal", "AAAA");
    assertEquals(ExitCode.NEGATIVE, ran.status());
    assertEquals("web.shop.svc.internal exists, but has no AAAA record\n", ran.err());
  }

  @Test
  void explainSaysWhyAnInstanceIsIn() {
    Ran ran = run("explain", "shop/web");
    assertEquals(ExitCode.OK, ran.status());
    assertTrue(
        ran.out().startsWith("shop/web\n  in   web-1  192.0.2.13:80  on n1, from file\n"),
        ran.out());
    assertTrue(ran.out().contains("last change: defined in "), ran.out());
  }

  @Test
  void explainOfNothingKnownIsANegativeAnswer() {
    Ran ran = run("explain", "wbe");
    assertEquals(ExitCode.NEGATIVE, ran.status());
    assertTrue(ran.err().contains("nothing is known of 'wbe'; did you mean web"), ran.err());
  }

  @Test
  void statusNamesNodeAndListeners() {
    String out = run("status").out();
    assertTrue(out.contains("node            n1\n"), out);
    assertTrue(out.contains("ready           true\n"), out);
    assertTrue(out.contains(agent.http()), out);
    assertTrue(out.contains(agent.socket()), out);
  }

  @Test
  void anInstanceIsRegisteredDrainedAndDeregistered() {
    Ran registered =
        run("register", "printer", "--address", "192.0.2.20", "--port", "631", "--tag", "a");
    assertEquals("registered printer:192.0.2.20:631\n", registered.out());
    assertTrue(run("instances", "printer").out().contains("192.0.2.20:631  passing  a"));

    assertEquals(ExitCode.OK, run("drain", "printer:192.0.2.20:631").status());
    assertTrue(run("instances", "printer").out().contains("draining, passing"));
    assertTrue(run("explain", "printer").out().contains("  out  printer:192.0.2.20:631"));
    assertEquals(ExitCode.OK, run("drain", "printer:192.0.2.20:631", "--undo").status());
    assertTrue(run("instances", "printer").out().contains("  passing  "));

    assertEquals(ExitCode.OK, run("deregister", "printer:192.0.2.20:631").status());
    assertEquals(ExitCode.NEGATIVE, run("deregister", "printer:192.0.2.20:631").status());
    assertEquals(ExitCode.NEGATIVE, run("instances", "printer").status());
  }

  @Test
  void aRegistrationMayBringChecks() {
    run("register", "job", "--port", "9", "--check-ttl", "1m", "--check-interval", "1s");
    assertTrue(run("explain", "job").out().contains("check ttl: unknown"));
    run("deregister", "job:9");
  }

  @Test
  void nodesAreListed() {
    assertEquals(
        """
        NAME  ADDRESSES  STATE  INSTANCES  ENDPOINTS  BLOCKS
        n1    192.0.2.7  here   3          0          0
        """,
        run("node", "ls").out());
  }

  @Test
  void aNodeThatIsNotKnownOrThereIsNotRemoved() {
    Ran unknown = run("node", "remove", "n9");
    assertEquals(ExitCode.NEGATIVE, unknown.status());
    assertTrue(unknown.err().contains("no node 'n9' is known"), unknown.err());
    Ran own = run("node", "remove", "n1");
    assertEquals(ExitCode.USAGE, own.status());
    assertTrue(own.err().contains("ask the agent of another node"), own.err());
  }

  @Test
  void addressesOfNoNetworkFitTogether() {
    assertEquals("no networks yet\n", run("ipam", "ls").err());
    assertEquals("all addresses fit together\n", run("ipam", "fsck").out());
    assertEquals("took nothing from node n9\n", run("ipam", "reclaim", "n9").out());
    assertEquals("took nothing of networks that are gone\n", run("ipam", "reclaim").out());
    assertEquals(ExitCode.NEGATIVE, run("ipam", "ls", "nothing").status());
  }

  @Test
  void aGroupOfVerbsSaysWhatItHas() {
    for (String group : List.of("ipam", "node")) {
      Ran ran = Ran.verb(group);
      assertEquals(ExitCode.USAGE, ran.status());
      assertTrue(ran.err().contains("say what to do: fairlead " + group + " ls"), ran.err());
    }
  }

  @Test
  void theAgentsWordOnABadFieldIsPassedOn() {
    Ran ran = run("register", "Web!", "--port", "80");
    assertEquals(ExitCode.USAGE, ran.status());
    assertTrue(ran.err().contains("is not a name that DNS can carry"), ran.err());
    assertEquals(1, ran.err().lines().count());
  }

  @Test
  void whatComesFromAFileCannotBeDeregisteredHere() {
    Ran ran = run("deregister", "db-1");
    assertEquals(ExitCode.USAGE, ran.status());
    assertTrue(ran.err().contains("comes from the source 'file'"), ran.err());
  }

  @Test
  void jsonIsOneDocumentForEveryVerbThatReads() {
    for (List<String> verb :
        List.of(
            List.of("services"),
            List.of("instances"),
            List.of("instances", "nothing"),
            List.of("resolve", "nobody.svc.internal"),
            List.of("explain", "db"),
            List.of("explain", "nobody"),
            List.of("ipam", "ls"),
            List.of("ipam", "fsck"),
            List.of("node", "ls"),
            List.of("status"))) {
      List<String> args = new ArrayList<>(verb);
      args.add("--json");
      Ran ran = run(args.toArray(String[]::new));
      Object document = Json.parse(ran.out().getBytes(StandardCharsets.UTF_8));
      assertTrue(document instanceof Map<?, ?>, verb + ": " + ran.out());
      assertEquals("", ran.err(), verb.toString());
    }
  }

  @Test
  void theHttpAddressLeadsToTheSameAgent() {
    assertEquals(ExitCode.OK, Ran.verb("status", "--agent", agent.http()).status());
  }

  private Ran run(String... verb) {
    List<String> args = new ArrayList<>(List.of(verb));
    args.addAll(List.of("--agent", agent.socket()));
    return Ran.verb(args.toArray(String[]::new));
  }

  /** Tests run in any order; some register services of their own meanwhile. */
  private static String withoutOthers(String services) {
    return services
        .lines()
        .filter(line -> !line.contains("printer") && !line.contains("job"))
        .reduce("", (text, line) -> text + line + "\n");
  }

  private void awaitServices() throws InterruptedException {
    for (int i = 0; i < 300 && !run("services").out().contains("shop"); i++) {
      Thread.sleep(50);
    }
  }
}
