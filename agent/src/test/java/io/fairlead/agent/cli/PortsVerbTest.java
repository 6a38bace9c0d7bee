package io.fairlead.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How published ports read, whatever agent gives them. */
class PortsVerbTest {
  private final List<String> asked = new ArrayList<>();
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

  PortsVerbTest() throws IOException {
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void aLineForEachPort() {
    answer(
        """
        {"revision": 7, "ports": [
          {"host_port": 8080, "protocol": "tcp", "addresses": ["10.7.0.2", "fd00:7::2"],
           "port": 80, "container": "web", "endpoint": "e1", "network": "backend",
           "node": "host1", "scope": "host"},
          {"host_address": "127.0.0.1", "host_port": 53, "protocol": "udp",
           "addresses": ["10.8.0.2"], "port": 5353, "endpoint": "e2", "network": "shop",
           "node": "host2", "scope": "cluster"}]}
        """);
    assertEquals(
        """
        HOST ADDRESS  PORT/PROTO  TO                          CONTAINER  NETWORK  NODE   SCOPE
        all           8080/tcp    10.7.0.2:80,[fd00:7::2]:80  web        backend  host1  host
        127.0.0.1     53/udp      10.8.0.2:5353               -          shop     host2  cluster
        """,
        run("ports").out());
  }

  @Test
  void whatIsAskedForIsPassedOnAndNothingIsSaidSo() {
    answer("{\"revision\": 7, \"ports\": []}");
    assertEquals(
        "no published ports; 'docker run -p 8080:80 ...' publishes one\n",
        run("ports", "web", "--node", "host1", "--network", "shop").err());
    assertEquals(List.of("/api/v1/ports?container=web&node=host1&network=shop"), asked);
  }

  private void answer(String json) {
    server.createContext(
        "/api/v1/ports",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private Ran run(String... verb) {
    String[] args = new String[verb.length + 2];
    System.arraycopy(verb, 0, args, 0, verb.length);
    args[verb.length] = "--agent";
    args[verb.length + 1] = "127.0.0.1:" + server.getAddress().getPort();
    return Ran.verb(args);
  }
}
