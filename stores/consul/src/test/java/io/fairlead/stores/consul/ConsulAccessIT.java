package io.fairlead.stores.consul;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.Revision;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Txn.Op;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.servers.ConsulServers;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.testkit.tls.Authority;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and certificates. */
class ConsulAccessIT {
  @TempDir Path directory = Path.of("set by JUnit");

  private static Store connect(String url, Map<String, String> variables) {
    StoreUrl parsed = StoreUrl.parse(url);
    return ConsulStore.open(parsed, Secrets.of(parsed, variables), new MachineTime(), new Random());
  }

  @Test
  void aTokenThatMayWriteThePrefixIsEnoughAndNeeded() throws IOException {
    String master = UUID.randomUUID().toString();
    try (ConsulServers servers = ConsulServers.start(1, null, master)) {
      String token = tokenFor(servers, "key_prefix \"mine/\" { policy = \"write\" }");
      String url = "consul://" + servers.addresses() + "/mine";
      Path file = Files.writeString(directory.resolve("token"), token + "\n");

      try (Store store = connect(url + "?token-file=" + file, Map.of());
          Store none = connect(url, Map.of());
          Store other =
              connect("consul://" + servers.addresses() + "/other?token-file=" + file, Map.of());
          Store unknown = connect(url, Map.of(Secrets.TOKEN, UUID.randomUUID().toString()))) {
        assertInstanceOf(Commit.Done.class, store.commit(put()));
        assertEquals(1, store.read("", null).entries().size());
        for (Store refused : List.of(none, other, unknown)) {
          StoreException read = assertThrows(StoreException.class, () -> refused.read("", null));
          StoreException write = assertThrows(StoreException.class, () -> refused.commit(put()));
          for (StoreException e : List.of(read, write)) {
            String said = String.valueOf(e.getMessage());
            assertTrue(said.contains("key_prefix") && said.contains("token-file"), said);
            assertFalse(said.contains(token), "a secret is in no text");
            assertTrue(e.retryable(), "a policy may be put right");
          }
        }
      }
    }
  }

  @Test
  void tlsWithACertificateOfTheClient() {
    Authority authority = Authority.in(directory);
    Authority.Issued client = authority.issue("client", "EC");
    try (ConsulServers servers = ConsulServers.start(1, authority, null)) {
      String url = "consul://" + servers.addresses() + "/tls?ca=" + authority.certificate();
      String shown = "&cert=" + client.certificate() + "&key=" + client.key();
      try (Store store = connect(url + shown, Map.of());
          Store hidden = connect(url, Map.of());
          Store plain = connect("consul://" + servers.addresses() + "/tls", Map.of())) {
        assertInstanceOf(Commit.Done.class, store.commit(put()));
        assertEquals(1, store.read("", null).entries().size());
        store.watch("", Revision.ZERO).close();
        assertThrows(StoreException.class, () -> hidden.read("", null));
        assertThrows(StoreException.class, () -> plain.read("", null));
      }
    }
  }

  private static Txn put() {
    return Txn.of(null, new Op.Put("a", new byte[] {1}));
  }

  /** A token with one policy of these rules. */
  private static String tokenFor(ConsulServers servers, String rules) {
    servers.api("PUT", "/v1/acl/policy", text(Map.of("Name", "fairlead", "Rules", rules)));
    String made =
        servers.api(
            "PUT", "/v1/acl/token", text(Map.of("Policies", List.of(Map.of("Name", "fairlead")))));
    Map<?, ?> fields =
        assertInstanceOf(Map.class, Json.parse(made.getBytes(StandardCharsets.UTF_8)));
    return String.valueOf(fields.get("SecretID"));
  }

  private static String text(Object json) {
    return new String(Json.write(json), StandardCharsets.UTF_8);
  }
}
