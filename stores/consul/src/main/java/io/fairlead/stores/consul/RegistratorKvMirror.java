package io.fairlead.stores.consul;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.spi.Mirror;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.mirror.RegistratorKeys;
import io.fairlead.stores.mirror.SessionMirror;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.web.Answer;
import io.fairlead.stores.web.Ask;
import io.fairlead.stores.web.Cluster;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Registrator's keys in Consul: {@code <path>/<service>/<id>} is {@code ip:port}. Each is locked by
 * a session that removes it when it ends; Consul ends one that is not renewed after its length at
 * the earliest, and twice that at the latest.
 */
public final class RegistratorKvMirror implements SessionMirror.Session {
  private static final int NOT_FOUND = 404;
  private static final Duration SHORTEST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Cluster cluster;
  private final String path;
  private final String dc;
  private final Duration ttl;
  private @Nullable String id;

  private RegistratorKvMirror(StoreUrl url, Secrets secrets, Duration ttl, Time time) {
    String token = secrets.token();
    Map<String, String> headers = token == null ? Map.of() : Map.of("X-Consul-Token", token);
    this.cluster = new Cluster(url, () -> headers, time);
    this.path = url.path() + "/";
    String datacenter = url.option("dc");
    this.dc = datacenter == null ? "" : "?dc=" + URLEncoder.encode(datacenter, US_ASCII);
    Duration longer = ttl.compareTo(SHORTEST) < 0 ? SHORTEST : ttl;
    this.ttl = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
  }

  /** A mirror in Consul's key-value store. */
  public static Mirror open(StoreUrl url, Secrets secrets, Duration ttl, Time time) {
    RegistratorKvMirror session = new RegistratorKvMirror(url, secrets, ttl, time);
    return new SessionMirror(session, session::entries);
  }

  private Map<String, byte[]> entries(Mirror.Desired desired) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (Mirror.Entry entry : RegistratorKeys.entries(desired)) {
      entries.put(path + entry.key(), entry.value());
    }
    return entries;
  }

  @Override
  public boolean hold() {
    String held = id;
    if (held != null) {
      Answer answer = cluster.ask(put("/v1/session/renew/" + held + dc, null));
      if (answer.ok()) {
        return true;
      }
      if (answer.status() != NOT_FOUND) {
        throw Answers.refusal(answer);
      }
      id = null;
    }
    Answer answer =
        cluster.ask(
            put(
                "/v1/session/create" + dc,
                Map.of(
                    "Name",
                    "fairlead mirror of " + path,
                    "TTL",
                    ttl.toSeconds() + "s",
                    "Behavior",
                    "delete",
                    "LockDelay",
                    "0s",
                    "NodeChecks",
                    List.of())));
    if (answer.ok()
        && answer.json() instanceof Map<?, ?> map
        && map.get("ID") instanceof String s) {
      id = s;
      return false;
    }
    throw Answers.refusal(answer);
  }

  /** The lock of an agent before this one goes with the key, in the same transaction. */
  @Override
  public void make(String key, byte[] value) {
    transact(List.of(Map.of("Verb", "delete", "Key", key), locked(key, value)));
  }

  @Override
  public void change(String key, byte[] value) {
    transact(List.of(locked(key, value)));
  }

  @Override
  public void remove(String key) {
    transact(List.of(Map.of("Verb", "delete", "Key", key)));
  }

  @Override
  public void end() {
    String held = id;
    if (held != null) {
      Answer answer = cluster.ask(put("/v1/session/destroy/" + held + dc, null));
      if (!answer.ok()) {
        throw Answers.refusal(answer);
      }
      id = null;
    }
  }

  @Override
  public void close() {
    cluster.close();
  }

  private Map<String, Object> locked(String key, byte[] value) {
    return Map.of(
        "Verb",
        "lock",
        "Key",
        key,
        "Value",
        Base64.getEncoder().encodeToString(value),
        "Session",
        id == null ? "" : id);
  }

  private void transact(List<Map<String, Object>> operations) {
    List<Object> body = new ArrayList<>();
    operations.forEach(operation -> body.add(Map.of("KV", operation)));
    Answer answer = cluster.ask(put("/v1/txn" + dc, body));
    if (answer.ok()) {
      return;
    }
    if (answer.text().contains("invalid session") || answer.text().contains("lock is already")) {
      id = null;
      throw StoreException.away(
          "the session in Consul ended; all is written again", new IOException(answer.text()));
    }
    throw Answers.refusal(answer);
  }

  private static Ask put(String path, @Nullable Object json) {
    return new Ask("PUT", path, json == null ? null : Json.write(json), true, Ask.DEADLINE);
  }
}
