package io.fairlead.stores.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import io.fairlead.stores.url.Secrets;
import io.fairlead.testkit.servers.ZooKeeperServers;
import io.fairlead.testkit.time.Patience;
import io.fairlead.testkit.tls.Authority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what and where; seen by ZooKeeper's own client too. */
@SuppressWarnings("NullAway.Init") // set before all tests
class ZooKeeperAccessIT {
  private static ZooKeeperServers servers;
  private static Authority.Issued client;
  @TempDir static Path directory;
  private final String root = Clients.freshRoot();

  @BeforeAll
  static void startServer() throws Exception {
    Authority authority = Authority.in(directory);
    client = authority.issue("client", "EC");
    Authority.Issued server = authority.issue("server", "RSA");
    Path both = directory.resolve("server-both.pem");
    Files.writeString(
        both, Files.readString(server.certificate()) + Files.readString(server.key()));
    servers =
        ZooKeeperServers.launch(
            1,
            "secureClientPort=SECURE_PORT",
            "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
            "authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider",
            "ssl.keyStore.location=" + both,
            "ssl.keyStore.type=PEM",
            "ssl.trustStore.location=" + authority.certificate(),
            "ssl.trustStore.type=PEM",
            "ssl.clientAuth=need");
  }

  @AfterAll
  static void endServer() {
    servers.close();
  }

  @Test
  void theRootIsMadeAndTwoRootsAreTwoStores() throws Exception {
    try (Store one = Clients.store(servers.hosts(), root + "/deep/er");
        Store two = Clients.store(servers.hosts(), root + "/other")) {
      put(one, "a");
      put(two, "b");

      assertEquals("a", one.read("", null).entries().getFirst().key());
      assertEquals(1, two.read("", null).entries().size());
    }
    try (TheirClient theirs = theirClient()) {
      assertTrue(theirs.use().getChildren("/" + root + "/deep/er", false).contains("=head"));
      assertNotNull(theirs.use().exists("/" + root + "/deep/er/data/=a", false));
    }
  }

  @Test
  void directoriesOfNodesThatAreGoneDoNotPileUp() throws Exception {
    try (ZooKeeperKeyServer server = Clients.open(servers, root);
        TheirClient theirs = theirClient()) {
      for (int i = 0; i < 20; i++) {
        server.change(List.of(), List.of(new Write("data/instances/n" + i + "/a", new byte[1])));
        server.change(List.of(), List.of(new Write("data/instances/n" + i + "/a", null)));
      }
      Patience.until(() -> childrenOf(theirs.use(), "/" + root + "/data").isEmpty());
      assertNotNull(theirs.use().exists("/" + root + "/data", false), "the first one stays");

      assertTrue(server.change(List.of(), List.of(new Write("data/instances/n1/a", new byte[1]))));
      assertNotNull(server.get("data/instances/n1/a"));
    }
  }

  @Test
  void aDirectoryOfMoreNamesThanUsualClientsTakeIsListed() {
    int count = 26_000;
    String name = "n".repeat(50);
    try (ZooKeeperKeyServer server = Clients.open(servers, root)) {
      for (int i = 0; i < count; ) {
        List<Write> writes = new ArrayList<>();
        for (; writes.size() < 50 && i < count; i++) {
          writes.add(new Write("data/" + name + i, new byte[0]));
        }
        assertTrue(server.change(List.of(), writes));
      }
      int listed = 0;
      String after = null;
      List<Item> part;
      do {
        part = server.list("data/", after, 10_000);
        listed += part.size();
        after = part.getLast().key();
      } while (part.size() == 10_000);
      assertEquals(count, listed);
    }
  }

  @Test
  void whatAUserMakesBelongsToThatUser() throws Exception {
    String url = "zookeeper://anna@" + servers.hosts() + "/" + root;
    try (Store store = Clients.store(url, Map.of(Secrets.PASSWORD, "secret-1"))) {
      put(store, "a");
      assertEquals(1, store.read("", null).entries().size());
    }
    try (Store again = Clients.store(url, Map.of(Secrets.PASSWORD, "secret-1"))) {
      put(again, "b");
    }
    StoreException wrong = barred(url, Map.of(Secrets.PASSWORD, "secret-2"));
    assertTrue(String.valueOf(wrong.getMessage()).contains("user 'anna'"), wrong.getMessage());
    assertFalse(String.valueOf(wrong.getMessage()).contains("secret"), wrong.getMessage());
    StoreException nobody = barred("zookeeper://" + servers.hosts() + "/" + root, Map.of());
    assertTrue(String.valueOf(nobody.getMessage()).contains("everybody"), nobody.getMessage());
    try (TheirClient theirs = theirClient()) {
      theirs.use().addAuthInfo("digest", "anna:secret-1".getBytes(UTF_8));
      List<ACL> acl = theirs.use().getACL("/" + root + "/=head", null);
      assertEquals(1, acl.size());
      assertEquals("digest", acl.getFirst().getId().getScheme());
      assertTrue(acl.getFirst().getId().getId().startsWith("anna:"), "" + acl);
    }
  }

  @Test
  void tlsWithACertificateOfTheClient() throws Exception {
    String url =
        "zookeeper://anna@%s/%s?ca=%s&cert=%s&key=%s"
            .formatted(
                servers.secureHosts(),
                root,
                directory.resolve("ca.pem"),
                client.certificate(),
                client.key());
    try (Store store = Clients.store(url, Map.of(Secrets.PASSWORD, "secret-1"))) {
      put(store, "a");
      put(store, "b");
      assertEquals(2, store.read("", null).entries().size());
    }
  }

  @Test
  void tlsWithoutACertificateOrWithAnUnknownServerIsSaid() {
    String tls = "zookeeper://" + servers.secureHosts() + "/" + root;
    assertAway(tls + "?ca=" + directory.resolve("ca.pem"), "");
    assertAway(tls + "?tls=on", "TLS failed");
    assertAway("zookeeper://" + servers.hosts() + "/" + root + "?tls=on", "");
    assertAway(tls, "");
  }

  private static void assertAway(String url, String words) {
    try (Store store = Clients.store(url, Map.of())) {
      StoreException away = assertThrows(StoreException.class, () -> put(store, "a"));
      assertTrue(away.retryable());
      assertTrue(String.valueOf(away.getMessage()).contains(words), away.getMessage());
    }
  }

  private static StoreException barred(String url, Map<String, String> variables) {
    try (Store store = Clients.store(url, variables)) {
      StoreException barred = assertThrows(StoreException.class, () -> put(store, "c"));
      assertTrue(barred.retryable(), barred.getMessage());
      return barred;
    }
  }

  private static void put(Store store, String key) {
    store.commit(Txn.of(null, new Op.Put(key, new byte[] {1})));
  }

  private static List<String> childrenOf(ZooKeeper other, String path) {
    try {
      return other.getChildren(path, false);
    } catch (KeeperException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static TheirClient theirClient() throws Exception {
    return new TheirClient(servers.hosts(), 0, null);
  }
}
