package io.fairlead.stores.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Instance;
import io.fairlead.model.ServiceKey;
import io.fairlead.spi.Mirror;
import io.fairlead.spi.StoreException;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.servers.ZooKeeperServers;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.wire.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.zookeeper.KeeperException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Registrator's znodes, read by ZooKeeper's own client. */
class RegistratorZnodeMirrorIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Instance ONE = Samples.instance("n1", ServiceKey.of("web"), "192.0.2.1", 80);
  private static final Instance TWO = Samples.instance("n1", ServiceKey.of("web"), "192.0.2.2", 80);

  private final ZooKeeperServers servers = ZooKeeperServers.launch(1);

  @BeforeEach
  void start() {
    servers.startAll();
    servers.awaitServing(1);
  }

  @AfterEach
  void close() {
    servers.close();
  }

  @Test
  void eachInstanceIsAnEphemeralZnodeWithRegistratorsBody() throws Exception {
    try (Mirror mirror = open();
        TheirClient theirs = new TheirClient(servers.hosts(), 0, null)) {
      assertEquals(2, mirror.apply(desired(ONE, TWO)));
      assertEquals(0, mirror.apply(desired(ONE, TWO)));
      assertEquals(List.of("192.0.2.1:80", "192.0.2.2:80"), names(theirs));
      String path = "/a/services/web/192.0.2.1:80";
      byte[] body = theirs.use().getData(path, false, null);
      assertEquals(
          Map.of(
              "Name",
              "web",
              "IP",
              "192.0.2.1",
              "PublicPort",
              80L,
              "PrivatePort",
              80L,
              "ContainerID",
              "",
              "Tags",
              List.of(),
              "Attrs",
              Map.of()),
          Json.parse(body),
          () -> new String(body, UTF_8));
      assertTrue(theirs.use().exists(path, false).getEphemeralOwner() != 0);
      mirror.apply(desired(TWO));
      assertEquals(List.of("192.0.2.2:80"), names(theirs));
    }
  }

  @Test
  void aDeadAgentsZnodesGoAndTheNextOneTakesOverThoseThatAreLeft() throws Exception {
    try (TheirClient theirs = new TheirClient(servers.hosts(), 0, null)) {
      Mirror dead = open();
      dead.apply(desired(ONE, TWO));
      dead.close();
      assertEquals(2, names(theirs).size());
      try (Mirror next = open()) {
        next.apply(desired(ONE));
        Await.quiet(
            "what nobody renewed is gone, what was taken over stays",
            PATIENCE,
            () -> names(theirs).equals(List.of("192.0.2.1:80")) ? "" : names(theirs).toString());
      }
      Await.quiet("all are gone", PATIENCE, () -> names(theirs).isEmpty() ? "" : "not yet");
    }
  }

  @Test
  void aServerThatWasAwayGetsWhatChangedMeanwhile() throws Exception {
    try (Mirror mirror = open()) {
      mirror.apply(desired(ONE));
      servers.kill(0);
      assertThrows(StoreException.class, () -> mirror.apply(desired(TWO)));
      servers.start(0);
      servers.awaitServing(1);
      Await.quiet("it is back", PATIENCE, () -> applied(mirror, desired(TWO)));
      try (TheirClient theirs = new TheirClient(servers.hosts(), 0, null)) {
        Await.quiet(
            "only what is there now",
            PATIENCE,
            () -> names(theirs).equals(List.of("192.0.2.2:80")) ? "" : names(theirs).toString());
      }
    }
  }

  @Test
  void aNodeThatLeavesTakesItsZnodesOutAtOnce() throws Exception {
    try (Mirror mirror = open();
        TheirClient theirs = new TheirClient(servers.hosts(), 0, null)) {
      mirror.apply(desired(ONE));
      mirror.withdraw();
      assertEquals(List.of(), names(theirs));
    }
  }

  private static String applied(Mirror mirror, Mirror.Desired desired) {
    try {
      mirror.apply(desired);
      return "";
    } catch (StoreException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Mirror open() {
    return RegistratorZnodeMirror.open(
        StoreUrl.parse("zookeeper://" + servers.hosts() + "/a/services"),
        Secrets.NONE,
        Duration.ofSeconds(3),
        new MachineTime(),
        new Random(1));
  }

  private static Mirror.Desired desired(Instance... instances) {
    return new Mirror.Desired(Samples.node("n1", "192.0.2.9"), List.of(instances), List.of());
  }

  private static List<String> names(TheirClient theirs) {
    try {
      return theirs.use().getChildren("/a/services/web", false).stream().sorted().toList();
    } catch (KeeperException.NoNodeException e) {
      return List.of();
    } catch (KeeperException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
