package io.fairlead.stores.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Lease;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.web.Ask;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.testkit.tls.Authority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A real etcd that wants TLS, a client certificate, and a user with a password. */
@SuppressWarnings("NullAway.Init") // set before all tests
class EtcdSecurityIT {
  @TempDir static Path directory;
  private static EtcdServers servers;
  private static String tls;
  private static String password;

  @BeforeAll
  static void start() throws IOException {
    Authority authority = Authority.in(directory);
    servers = EtcdServers.start(1, authority);
    Authority.Issued client = authority.issue("client", "RSA");
    tls =
        "ca=" + authority.certificate() + "&cert=" + client.certificate() + "&key=" + client.key();
    password = "&password-file=" + Files.writeString(directory.resolve("secret"), "hunter2\n");
    try (Gateway admin = new Gateway(url("", "", tls), Secrets.NONE, new MachineTime())) {
      allow(admin, "root", "rootpw");
      allow(admin, "agent", "hunter2");
      allow(admin, "reader", "hunter2");
      permit(admin, "agent", "READWRITE");
      permit(admin, "reader", "READ");
      admin.insist(Ask.post("/v3/auth/enable", Map.of()));
    }
  }

  @AfterAll
  static void end() {
    servers.close();
  }

  @Test
  void aUserWithAPasswordDoesAllThatAnAgentDoes() throws Exception {
    try (Store store = open("agent@", "mine", tls + password)) {
      Revision before = store.read("", null).revision();
      try (Follower follower = new Follower(store, before)) {
        Lease lease = store.grant(Duration.ofSeconds(30));
        commit(store, lease.id(), "a");
        follower.until(told -> told.size() == 1);
        assertTrue(lease.renew());
        assertNotNull(store.adopt(lease.id()));

        servers.server(0).stop(); // with it, etcd forgets who logged in
        servers.server(0).start();
        servers.awaitHealthy();

        assertEquals(1, store.read("", null).entries().size());
        lease.revoke();
        follower.until(told -> told.size() == 2);
      }
    }
  }

  @Test
  void aUserWhoMayOnlyReadReadsAndFollowsAndIsToldThatItMayNotWrite() throws Exception {
    try (Store writer = open("agent@", "mine", tls + password);
        Store reader = open("reader@", "mine", tls + password)) {
      Revision before = reader.read("", null).revision();
      try (Follower follower = new Follower(reader, before)) {
        commit(writer, null, "seen");
        follower.until(told -> told.size() == 1);
        assertEquals(1, reader.read("seen", null).entries().size());

        barred(
            "does not allow this as user 'reader'",
            () -> reader.commit(Txn.of(null, new Op.Put("written", new byte[1]))));
        barred(
            "does not allow this as user 'reader'",
            () -> reader.commit(Txn.of(null, new Op.Delete("seen"))));

        assertEquals(0, writer.read("written", null).entries().size());
        writer.commit(Txn.of(null, new Op.Delete("seen")));
        follower.until(told -> told.size() == 2);
      }
    }
  }

  @Test
  void whoMayNotIsTold() {
    barred("does not allow this as user 'agent'", () -> read("agent@", "other", tls + password));
    barred("prefix /other/", () -> read("agent@", "other", tls + password));
    barred("without a user", () -> read("", "mine", tls));
  }

  @Test
  void aWrongPasswordIsSaidAndNotShown() throws IOException {
    Path wrong = Files.writeString(directory.resolve("wrong"), "hunter3");

    StoreException refused =
        barred("check the password", () -> read("agent@", "mine", tls + "&password-file=" + wrong));

    assertFalse(refused.toString().contains("hunter3"));
  }

  @Test
  void withoutOurCertificateNobodyTalksToUs() {
    String ca = tls.substring(0, tls.indexOf('&'));

    StoreException away =
        assertThrows(StoreException.class, () -> read("agent@", "mine", ca + password));

    assertTrue(away.retryable());
  }

  @Test
  void aServerOfAnotherAuthorityIsNotTrusted() {
    StoreException away =
        assertThrows(StoreException.class, () -> read("agent@", "mine", "tls=on" + password));

    assertTrue(String.valueOf(away.getMessage()).contains("do not agree on TLS"), away.toString());
  }

  private static void allow(Gateway admin, String name, String password) {
    admin.insist(Ask.post("/v3/auth/user/add", Map.of("name", name, "password", password)));
    admin.insist(Ask.post("/v3/auth/role/add", Map.of("name", name)));
    admin.insist(Ask.post("/v3/auth/user/grant", Map.of("user", name, "role", name)));
  }

  /** Lets the role do this to all that is Fairlead's. */
  private static void permit(Gateway admin, String role, String what) {
    Map<String, Object> range = new Space(Space.of("mine").base()).range("");
    admin.insist(
        Ask.post(
            "/v3/auth/role/grant",
            Map.of(
                "name",
                role,
                "perm",
                Map.of(
                    "permType", what,
                    "key", range.getOrDefault("key", ""),
                    "range_end", range.getOrDefault("range_end", "")))));
  }

  private static StoreUrl url(String user, String path, String options) {
    return StoreUrl.parse("etcd://" + user + servers.addresses() + "/" + path + "?" + options);
  }

  private static Store open(String user, String path, String options) {
    StoreUrl url = url(user, path, options);
    return EtcdStore.open(url, Secrets.of(url, Map.of()), new MachineTime());
  }

  private static void read(String user, String path, String options) {
    try (Store store = open(user, path, options)) {
      store.read("", null);
    }
  }

  private static void commit(Store store, @Nullable String lease, String key) {
    Commit commit = store.commit(Txn.of(lease, new Op.Put(key, new byte[1])));
    assertInstanceOf(Commit.Done.class, commit);
  }

  private static StoreException barred(String words, Executable call) {
    StoreException barred = assertThrows(StoreException.class, call);
    assertTrue(barred.retryable(), barred.getMessage());
    assertTrue(String.valueOf(barred.getMessage()).contains(words), barred.getMessage());
    return barred;
  }
}
