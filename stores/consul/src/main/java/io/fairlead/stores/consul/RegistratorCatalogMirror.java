package io.fairlead.stores.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.model.Instance;
import io.fairlead.spi.Mirror;
import io.fairlead.spi.Time;
import io.fairlead.stores.mirror.Registrator;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.web.Answer;
import io.fairlead.stores.web.Ask;
import io.fairlead.stores.web.Cluster;
import io.fairlead.wire.json.Json;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Services of the Consul agent at the URL, as Registrator registers them. Each has a TTL check that
 * this agent renews: without it the service is critical after the TTL, and Consul removes it a
 * minute later, which is the least that it knows.
 */
public final class RegistratorCatalogMirror implements Mirror {
  private static final String OWNER = "fairlead-node";
  private static final int NOT_FOUND = 404;

  private final Cluster cluster;
  private final Duration ttl;
  private final Map<String, Map<String, Object>> written = new LinkedHashMap<>();
  private boolean looked;

  private RegistratorCatalogMirror(StoreUrl url, Secrets secrets, Duration ttl, Time time) {
    String token = secrets.token();
    Map<String, String> headers = token == null ? Map.of() : Map.of("X-Consul-Token", token);
    this.cluster = new Cluster(url, () -> headers, time);
    this.ttl = ttl;
  }

  /** A mirror in the catalog. */
  public static Mirror open(StoreUrl url, Secrets secrets, Duration ttl, Time time) {
    return new RegistratorCatalogMirror(url, secrets, ttl, time);
  }

  @Override
  public int apply(Desired desired) {
    Map<String, Map<String, Object>> wanted = new LinkedHashMap<>();
    desired.serving().stream()
        .filter(instance -> instance.port().number() > 0)
        .forEach(instance -> wanted.put(Registrator.id(instance), service(instance)));
    int writes = 0;
    List<String> gone = new ArrayList<>(written.keySet());
    Map<?, ?> there = services();
    for (Map.Entry<?, ?> service : there.entrySet()) {
      if (service.getKey() instanceof String id
          && !gone.contains(id)
          && !looked
          && isOf(desired.node().name(), service.getValue())) {
        gone.add(id);
      }
    }
    gone.removeAll(wanted.keySet());
    for (String id : gone) {
      deregister(id);
      written.remove(id);
      writes++;
    }
    looked = true;
    for (Map.Entry<String, Map<String, Object>> entry : wanted.entrySet()) {
      String id = entry.getKey();
      boolean same = entry.getValue().equals(written.get(id)) && there.containsKey(id);
      if (same && passes(id)) {
        continue;
      }
      written.remove(id);
      require(
          cluster.ask(put("/v1/agent/service/register?replace-existing-checks", entry.getValue())));
      written.put(id, entry.getValue());
      writes++;
    }
    return writes;
  }

  @Override
  public void withdraw() {
    for (String id : List.copyOf(written.keySet())) {
      deregister(id);
      written.remove(id);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }

  private Map<?, ?> services() {
    Answer answer = cluster.ask(Ask.get("/v1/agent/services"));
    require(answer);
    return answer.json() instanceof Map<?, ?> map ? map : Map.of();
  }

  private static boolean isOf(String node, @Nullable Object service) {
    return service instanceof Map<?, ?> fields
        && fields.get("Meta") instanceof Map<?, ?> meta
        && node.equals(meta.get(OWNER));
  }

  private Map<String, Object> service(Instance instance) {
    Map<String, Object> service = new LinkedHashMap<>();
    String id = Registrator.id(instance);
    service.put("ID", id);
    service.put("Name", instance.service().name());
    service.put("Address", instance.address().toString());
    service.put("Port", instance.port().number());
    service.put("Tags", instance.tags());
    service.put("Meta", Map.of(OWNER, instance.id().node()));
    service.put(
        "Check",
        Map.of(
            "CheckID", "service:" + id,
            "Name", "Fairlead says that it serves",
            "TTL", ttl.toSeconds() + "s",
            "Status", "passing",
            "DeregisterCriticalServiceAfter", "1m"));
    return service;
  }

  private boolean passes(String id) {
    Answer answer = cluster.ask(put("/v1/agent/check/pass/service:" + encoded(id), null));
    if (answer.status() == NOT_FOUND) {
      return false;
    }
    require(answer);
    return true;
  }

  private void deregister(String id) {
    Answer answer = cluster.ask(put("/v1/agent/service/deregister/" + encoded(id), null));
    if (answer.status() != NOT_FOUND) {
      require(answer);
    }
  }

  private static void require(Answer answer) {
    if (!answer.ok()) {
      throw Answers.refusal(answer);
    }
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, UTF_8).replace("+", "%20");
  }

  private static Ask put(String path, @Nullable Object json) {
    return new Ask("PUT", path, json == null ? null : Json.write(json), true, Ask.DEADLINE);
  }
}
