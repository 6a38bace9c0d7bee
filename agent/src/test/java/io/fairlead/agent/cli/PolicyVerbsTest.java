package io.fairlead.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How policy reads on a terminal. */
class PolicyVerbsTest {
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

  PolicyVerbsTest() throws IOException {
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(String body) {
    server.createContext(
        "/api/v1/policy",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private Ran run(String word) {
    return Ran.verb("policy", word, "--agent", "127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void rulesAndWhatCameAreATable() {
    answer(
        """
        {"node": "h1", "guarded": [
          {"container": "cache", "network": "backend", "rules": [], "closed": "fairlead.allow: wrong",
           "dry_run": false, "enforced": true, "dropped": 3, "dry": 0, "refused": []},
          {"container": "db", "network": "backend",
           "rules": [{"label": "fairlead.allow", "rule": "from:web port:5432", "allowed": 7}],
           "dry_run": true, "enforced": true, "dropped": 0, "dry": 2,
           "refused": [{"address": "10.1.0.3", "name": "other", "port": "5432/tcp", "packets": 2}]}]}
        """);
    assertEquals(
        """
        CONTAINER  NETWORK  RULE                             ALLOWED  DROPPED  DRY
        cache      backend  (closed: fairlead.allow: wrong)  -        3        -
        db         backend  from:web port:5432               7        -        -
        db         backend  (all else)                       -        -        2
        """,
        run("ls").out());
    Ran drops = run("drops");
    assertEquals(ExitCode.NEGATIVE, drops.status());
    assertEquals(
        """
        FROM            TO  PORT      PACKETS  NETWORK  WHY
        other 10.1.0.3  db  5432/tcp  2        backend  dry run: no rule of fairlead.allow allows it
        """,
        drops.out());
  }

  @Test
  void whereNothingIsGuardedItSaysSo() {
    answer("{\"node\": \"h1\", \"guarded\": []}");
    assertEquals(ExitCode.OK, run("ls").status());
    assertEquals("nothing was refused lately\n", run("drops").err());
    assertEquals(ExitCode.OK, run("drops").status());
  }
}
