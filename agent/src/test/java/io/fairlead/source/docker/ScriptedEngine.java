package io.fairlead.source.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fairlead.transport.Address;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** An engine that misbehaves as real ones cannot be made to: only for such faults. */
final class ScriptedEngine implements AutoCloseable {
  private static final String END = "";

  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile String version = "1.41";

  /** Ids whose inspection fails with status 500. */
  final Map<String, Boolean> broken = new ConcurrentHashMap<>();

  /** Ids whose inspection is answered only once the latch opens. */
  final Map<String, CountDownLatch> slow = new ConcurrentHashMap<>();

  private final Map<String, Instant> running = new ConcurrentHashMap<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  ScriptedEngine() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  Address address() {
    return new Address.Tcp("127.0.0.1", server.getAddress().getPort());
  }

  /** A container starts, and nobody is told. */
  void starts(String id, Instant at) {
    running.put(id, at);
  }

  /** A container ends, and nobody is told. */
  void ends(String id) {
    running.remove(id);
  }

  /** Tells an event. */
  void tells(String action, String id, Instant at) {
    long nanos = at.getEpochSecond() * 1_000_000_000 + at.getNano();
    says(
        "{\"Type\":\"container\",\"Action\":\"%s\",\"Actor\":{\"ID\":\"%s\",\"Attributes\":{}},\"timeNano\":%d}%n"
            .formatted(action, id, nanos));
  }

  /** Writes these characters into the event stream. */
  void says(String text) {
    events.add(text);
  }

  /** Ends the event stream. */
  void hangsUp() {
    events.add(END);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      requests.add(path);
      if (path.equals("/_ping")) {
        exchange.getResponseHeaders().add("Api-Version", version);
        send(exchange, 200, "OK");
      } else if (path.contains("/events")) {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
        stream(exchange);
      } else if (path.endsWith("/networks")) {
        send(exchange, 200, "[]");
      } else if (path.endsWith("/containers/json")) {
        send(exchange, 200, list());
      } else {
        inspect(exchange, path.replaceAll(".*/containers/(.*)/json", "$1"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stream(HttpExchange exchange) throws IOException, InterruptedException {
    for (String text = events.take(); !text.equals(END); text = events.take()) {
      exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
    }
  }

  private String list() {
    List<Object> lines =
        running.keySet().stream()
            .<Object>map(
                id ->
                    Map.of(
                        "Id",
                        id,
                        "Names",
                        List.of("/" + id),
                        "State",
                        "running",
                        "NetworkSettings",
                        Map.of("Networks", Map.of("bridge", Map.of("IPAddress", "172.17.0.2")))))
            .toList();
    return new String(Json.write(lines), StandardCharsets.UTF_8);
  }

  private void inspect(HttpExchange exchange, String id) throws IOException, InterruptedException {
    Instant startedAt = running.get(id);
    CountDownLatch wait = slow.get(id);
    if (wait != null) {
      wait.await();
    }
    if (broken.containsKey(id)) {
      send(exchange, 500, "{\"message\":\"layer does not exist\"}");
    } else if (startedAt == null) {
      send(exchange, 404, "{\"message\":\"No such container\"}");
    } else {
      send(exchange, 200, container(id, startedAt));
    }
  }

  private static String container(String id, Instant startedAt) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Id", id);
    json.put("Name", "/" + id);
    json.put("State", Map.of("Running", true, "Pid", 4242, "StartedAt", startedAt.toString()));
    json.put("Config", Map.of("Image", "app"));
    json.put(
        "NetworkSettings",
        Map.of("Networks", Map.of("bridge", Map.of("IPAddress", "172.17.0.2", "IPPrefixLen", 16))));
    return new String(Json.write(json), StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
    try {
      threads.close();
    } catch (UncheckedIOException e) {
      throw new IllegalStateException("the scripted engine does not end", e);
    }
  }
}
