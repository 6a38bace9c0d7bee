package io.fairlead.stores.consul;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.stores.logged.KeyServer.Condition;
import io.fairlead.stores.logged.KeyServer.Item;
import io.fairlead.stores.logged.KeyServer.Write;
import io.fairlead.stores.url.Secrets;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.stores.web.Answer;
import io.fairlead.stores.web.Ask;
import io.fairlead.stores.web.Cluster;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Single requests to Consul's key-value store. Thread-safe. */
final class Kv implements AutoCloseable {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  /** Beyond what a blocking query may wait: Consul adds a sixteenth, and the network its own. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private static final String DEFAULT_PREFIX = "fairlead";

  private final Cluster cluster;
  private final String prefix;
  private final String dc;

  Kv(StoreUrl url, Secrets secrets, Time time) {
    String token = secrets.token();
    Map<String, String> headers = token == null ? Map.of() : Map.of("X-Consul-Token", token);
    cluster = new Cluster(url, () -> headers, time);
    prefix = (url.path().isEmpty() ? DEFAULT_PREFIX : url.path()) + "/";
    String datacenter = url.option("dc");
    dc = datacenter == null ? "" : "&dc=" + URLEncoder.encode(datacenter, US_ASCII);
  }

  /**
   * What a blocking query brought.
   *
   * @param index what a later one waits beyond, where there is no entry
   */
  record Woken(@Nullable Item item, long index) {}

  /** What a read of several keys brought: the entries, or which of the keys are not there. */
  record Read(List<Item> items, List<Integer> missing) {}

  /** Reads {@code keys} at one moment, {@value Operations#MOST} at most. */
  Read read(List<String> keys) {
    Answer answer = cluster.ask(txn(Operations.gets(prefix, keys), true));
    if (answer.ok()) {
      return new Read(Answers.results(answer, prefix), List.of());
    }
    requireCondition(answer);
    return new Read(
        List.of(), Answers.errors(answer).stream().map(Answers.Failed::number).toList());
  }

  /** All entries that start with {@code top}, in one answer. */
  List<Item> tree(String top) {
    Answer answer = cluster.ask(txn(Operations.tree(prefix, top), true));
    if (answer.ok()) {
      return Answers.results(answer, prefix);
    }
    requireCondition(answer);
    return List.of();
  }

  /** All keys that start with {@code top}, in one answer. */
  List<String> keys(String top) {
    Answer answer = cluster.ask(Ask.get(path(top) + "?keys&consistent" + dc));
    if (answer.status() == NOT_FOUND) {
      return List.of();
    }
    if (!answer.ok()) {
      throw Answers.refusal(answer);
    }
    return Answers.keys(answer, prefix);
  }

  boolean change(List<Condition> conditions, List<Write> writes) {
    Operations operations = Operations.change(prefix, conditions, writes);
    if (operations.count() > Operations.MOST) {
      throw StoreException.refused(
          "a change of " + operations.count() + " operations; Consul takes " + Operations.MOST);
    }
    Answer answer = cluster.ask(txn(operations, false));
    if (answer.ok()) {
      return true;
    }
    requireCondition(answer);
    return false;
  }

  /** The entry once its version is above {@code index}, or as it is after {@code wait}. */
  Woken block(String key, long index, Duration wait) {
    String query = "?index=" + index + "&wait=" + Math.max(1, wait.toMillis()) + "ms" + dc;
    Duration deadline = wait.plus(wait.dividedBy(16)).plus(SLACK);
    Answer answer = cluster.ask(Ask.get(path(key) + query).once().within(deadline));
    if (!answer.ok() && answer.status() != NOT_FOUND) {
      throw Answers.refusal(answer);
    }
    List<Item> items = answer.ok() ? Answers.items(answer, prefix) : List.of();
    return new Woken(items.isEmpty() ? null : items.getFirst(), index(answer));
  }

  @Override
  public void close() {
    cluster.close();
  }

  private Ask txn(Operations operations, boolean read) {
    // Whether it only reads, Consul sees by the verbs.
    String path = "/v1/txn?consistent" + dc;
    Ask ask = new Ask("PUT", path, operations.json(), read, Ask.DEADLINE);
    return read ? ask : ask.asWrite();
  }

  /** Goes on only where all that failed of a transaction are conditions. */
  private static void requireCondition(Answer answer) {
    if (answer.status() != CONFLICT) {
      throw Answers.refusal(answer);
    }
    for (Answers.Failed failed : Answers.errors(answer)) {
      if (failed.what().contains("Permission denied")) {
        throw Answers.forbidden(answer.server(), failed.what());
      }
      if (!failed.condition()) {
        throw StoreException.refused(
            answer.server() + " refuses a change: " + failed.what() + "; see Consul's own log");
      }
    }
  }

  /** The path of a key, or of a prefix of keys. */
  private String path(String key) {
    StringBuilder path = new StringBuilder("/v1/kv/");
    for (String part : (prefix + key).splitWithDelimiters("/", -1)) {
      path.append(part.equals("/") ? "/" : URLEncoder.encode(part, US_ASCII).replace("+", "%20"));
    }
    return path.toString();
  }

  private static long index(Answer answer) {
    String index = answer.header("X-Consul-Index");
    try {
      return index == null ? 0 : Long.parseLong(index);
    } catch (NumberFormatException e) {
      throw StoreException.away(
          answer.server() + " answers as no Consul does; check that it is Consul's HTTP port",
          new IOException(e));
    }
  }
}
