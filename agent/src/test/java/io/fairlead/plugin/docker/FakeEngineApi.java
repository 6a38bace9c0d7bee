package io.fairlead.plugin.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fairlead.json.Fields;
import io.fairlead.plugin.docker.FakeNetwork.FakeEndpoint;
import io.fairlead.transport.Address;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** The API of the engine that is played. */
final class FakeEngineApi implements AutoCloseable {
  private static final String END = "";

  private final FakeEngine engine;
  private final String version;
  private final List<BlockingQueue<String>> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  FakeEngineApi(FakeEngine engine, String version) throws IOException {
    this.engine = engine;
    this.version = version;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  Address address() {
    return new Address.Tcp("127.0.0.1", server.getAddress().getPort());
  }

  void tell(String event) {
    listeners.forEach(listener -> listener.add(event + "\n"));
  }

  /** Ends all event streams. */
  void hangUp() {
    listeners.forEach(listener -> listener.add(END));
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().replaceFirst("^/v1\\.[0-9]+", "");
      String method = exchange.getRequestMethod();
      exchange.getResponseHeaders().add("Api-Version", version);
      if (path.equals("/_ping")) {
        send(exchange, 200, "OK");
      } else if (path.equals("/events")) {
        stream(exchange);
      } else if (path.equals("/networks")) {
        send(exchange, 200, engine.all().stream().map(FakeNetwork::json).toList());
      } else if (path.equals("/networks/create")) {
        create(exchange);
      } else if (path.startsWith("/networks/") && method.equals("DELETE")) {
        engine.removeNetwork(last(path));
        send(exchange, 204, "");
      } else if (path.startsWith("/networks/")) {
        send(exchange, 200, engine.network(last(path)).json());
      } else {
        send(exchange, 200, container(last(path.replaceFirst("/json$", ""))));
      }
    } catch (Refusal e) {
      int status = String.valueOf(e.getMessage()).endsWith("not found") ? 404 : 403;
      send(exchange, status, Map.of("message", String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void create(HttpExchange exchange) throws IOException, Refusal {
    Fields body = Fields.lenient(Json.parse(exchange.getRequestBody().readAllBytes()));
    Map<String, Object> members = new LinkedHashMap<>();
    body.names().forEach(name -> members.put(name, String.valueOf(body.get(name))));
    for (String name : List.of("IPAM", "Options")) {
      Object value = body.get(name);
      members.put(name, value == null ? Map.of() : value);
    }
    if (engine.named(body.text("Name")) != null) {
      send(exchange, 409, Map.of("message", "network " + body.text("Name") + " already exists"));
      return;
    }
    send(exchange, 201, Map.of("Id", engine.createNetwork(body.text("Name"), "fairlead", members)));
  }

  private Object container(String id) throws Refusal {
    for (FakeNetwork network : engine.all()) {
      for (FakeEndpoint endpoint : network.endpoints.values()) {
        if (endpoint.container().equals(id)) {
          return Map.of(
              "Id", id,
              "Name", "/" + endpoint.name(),
              "State", Map.of("Running", true),
              "Config", Map.of("Labels", Map.of("team", "shop")),
              "NetworkSettings",
                  Map.of(
                      "SandboxKey",
                      "/var/run/docker/netns/" + endpoint.name(),
                      "Networks",
                      Map.of(
                          network.name,
                          Map.of(
                              "EndpointID", endpoint.id(),
                              "Aliases", List.of(id.substring(0, 12), "alias")))));
        }
      }
    }
    throw new Refusal("container " + id + " not found");
  }

  private void stream(HttpExchange exchange) throws IOException, InterruptedException {
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    listeners.add(queue);
    try {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush();
      for (String text = queue.take(); !text.equals(END); text = queue.take()) {
        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
      }
    } finally {
      listeners.remove(queue);
    }
  }

  private static void send(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes =
        body instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : Json.write(body);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public void close() {
    hangUp();
    server.stop(0);
    threads.shutdownNow();
  }
}
