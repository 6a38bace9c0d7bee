package io.fairlead.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.registry.Keys;
import io.fairlead.spi.Store;
import io.fairlead.stores.etcd.EtcdStore;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.servers.ConsulServers;
import io.fairlead.testkit.servers.EtcdServers;
import io.fairlead.transport.Call;
import io.fairlead.wire.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One agent on its own embedded store, and every place that it may be read at besides. */
class MirrorsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void inEtcdAreSkyDnsRecordsRegistratorsKeysAndAWholeStore() throws Exception {
    try (EtcdServers etcd = EtcdServers.start(1);
        OwnProcess agent =
            new OwnProcess(
                directory,
                "n1",
                "--lease-ttl=2s",
                "--also=registrator+skydns2://" + etcd.addresses() + "/skydns.local",
                "--also=registrator+etcd://" + etcd.addresses() + "/services",
                "--also=etcd://" + etcd.addresses() + "/copy")) {
      agent.start();
      agent.register("n1:web-1:80", "web", "192.0.2.1");
      await(
          "a record of SkyDNS",
          Map.of("web/n1:web-1:80", "{\"host\":\"192.0.2.1\",\"port\":80,\"weight\":1,\"ttl\":2}"),
          () -> etcd(etcd, "skydns/local/skydns"));
      await(
          "Registrator's key",
          Map.of("web/n1:web-1:80", "192.0.2.1:80"),
          () -> etcd(etcd, "services"));
      Await.until(
          "a store", PATIENCE, () -> etcd(etcd, "copy").containsKey("instances/n1/n1:web-1:80"));
      String status = agent.ask(Call.get("/api/v1/status"));
      assertTrue(status.contains("registrator+skydns2://"), status);

      // away: the main store does not wait for it, and it catches up
      etcd.server(0).kill();
      agent.register("n1:web-2:80", "web", "192.0.2.2");
      agent.deregister("n1:web-1:80");
      Await.until(
          "the agent answers with what changed meanwhile",
          PATIENCE,
          () -> agent.ask(Call.get("/api/v1/instances/n1:web-2:80")).startsWith("200"));
      etcd.server(0).start();
      etcd.awaitHealthy();
      await(
          "what changed meanwhile",
          Map.of("web/n1:web-2:80", "192.0.2.2:80"),
          () -> etcd(etcd, "services"));

      agent.kill();
      for (String path : List.of("skydns/local/skydns", "services", "copy")) {
        await("nothing of a dead host in " + path, Map.of(), () -> etcd(etcd, path));
      }
    }
  }

  @Test
  void inConsulAreRegistratorsKeysAndServices() throws Exception {
    try (ConsulServers consul = ConsulServers.start(1);
        OwnProcess agent =
            new OwnProcess(
                directory,
                "n1",
                "--lease-ttl=2s",
                "--also=registrator+consulkv://" + consul.addresses() + "/services",
                "--also=registrator+consul://" + consul.addresses())) {
      agent.start();
      agent.register("n1:web-1:80", "web", "192.0.2.1");
      await(
          "Registrator's key",
          Map.of("services/web/n1:web-1:80", "192.0.2.1:80"),
          () -> consulKeys(consul));
      Await.until(
          "a healthy service",
          PATIENCE,
          () ->
              healthy(consul).contains("\"ServiceAddress\":\"192.0.2.1\"")
                  || healthy(consul).contains("\"Address\":\"192.0.2.1\""));

      // another agent takes over what the one before locked
      agent.kill();
      agent.start();
      agent.register("n1:web-2:80", "web", "192.0.2.2");
      await(
          "both",
          Map.of(
              "services/web/n1:web-1:80",
              "192.0.2.1:80",
              "services/web/n1:web-2:80",
              "192.0.2.2:80"),
          () -> consulKeys(consul));
      agent.deregister("n1:web-1:80");
      await("one", Map.of("services/web/n1:web-2:80", "192.0.2.2:80"), () -> consulKeys(consul));
      Await.until("one service", PATIENCE, () -> !healthy(consul).contains("web-1"));

      agent.kill();
      await("no key of a dead host", Map.of(), () -> consulKeys(consul));
      assertEquals("[]", healthy(consul).strip());
    }
  }

  private interface Reading {
    Map<String, String> now();
  }

  private static void await(String what, Map<String, String> wanted, Reading reading) {
    Await.quiet(
        what,
        PATIENCE,
        () -> {
          Map<String, String> now = reading.now();
          return now.equals(wanted) ? "" : now.toString();
        });
  }

  /** The keys below a path, read as they stand there. */
  private static Map<String, String> etcd(EtcdServers servers, String path) {
    StoreUrl url = StoreUrl.parse("etcd://" + servers.addresses() + "/" + path);
    Map<String, String> found = new TreeMap<>();
    try (EtcdStore reader = EtcdStore.open(url, Secrets.NONE, new SystemTime())) {
      for (String prefix : List.of("web/", Keys.INSTANCES, Keys.NODES)) {
        for (Store.Entry entry : reader.read(prefix, null).entries()) {
          found.put(entry.key(), new String(entry.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return found;
  }

  private static Map<String, String> consulKeys(ConsulServers consul) {
    Map<String, String> found = new TreeMap<>();
    String all = consul.api("GET", "/v1/kv/?recurse", "");
    if (Json.parse(all.getBytes(StandardCharsets.UTF_8)) instanceof List<?> entries) {
      for (Object entry : entries) {
        if (entry instanceof Map<?, ?> fields
            && fields.get("Key") instanceof String key
            && key.startsWith("services/")
            && fields.get("Value") instanceof String value) {
          found.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
        }
      }
    }
    return found;
  }

  private static String healthy(ConsulServers consul) {
    return consul.api("GET", "/v1/health/service/web?passing", "");
  }
}
