package io.fairlead.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How answers about addresses and nodes read, whatever agent gives them. */
class AddressVerbsTest {
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

  AddressVerbsTest() throws IOException {
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void poolsBlocksAndAddressesAreTablesOfTheirOwn() {
    answer(
        "/api/v1/ipam",
        """
        {"revision": 7,
         "networks": [{"name": "backend", "id": 1, "dataplane": "auto",
           "pools": [{"subnet": "10.1.0.0/24", "gateway": "10.1.0.1", "block": 27}]}],
         "blocks": [
           {"network": "backend", "range": "10.1.0.0/27", "node": "host1", "present": true,
            "size": 30, "held": 2, "cooling": 1, "since": "2026-01-01T00:00:00Z"},
           {"network": "backend", "range": "10.1.0.32/27", "node": "host8", "present": false,
            "size": 32, "held": 0, "cooling": 0, "since": "2026-01-01T00:00:00Z"}],
         "addresses": [
           {"network": "backend", "address": "10.1.0.5", "node": "host1", "name": "shop-web-1",
            "holder": "8f3c5d0e1a2b8f3c5d0e1a2b8f3c5d0e1a2b8f3c5d0e1a2b8f3c5d0e1a2b8f3c",
            "state": "held", "owner": "host1", "since": "2026-01-01T00:00:00Z"},
           {"network": "backend", "address": "10.1.0.7", "node": "host8", "state": "lent",
            "owner": "host1", "since": "2026-01-01T00:00:00Z"},
           {"network": "backend", "address": "10.1.0.9", "node": "host1", "state": "cooling",
            "owner": "host1", "since": "2026-01-01T00:00:00Z", "until": "2026-01-01T00:01:00Z"},
           {"network": "backend", "address": "10.1.0.99", "node": "host2", "state": "held",
            "since": "2026-01-01T00:00:00Z"}]}
        """);
    assertEquals(
        """
        NETWORK  POOL         GATEWAY   RANGE  BLOCKS OF
        backend  10.1.0.0/24  10.1.0.1  -      /27

        NETWORK  BLOCK         NODE          HELD  COOLING  SIZE
        backend  10.1.0.0/27   host1         2     1        30
        backend  10.1.0.32/27  host8 (away)  0     0        32

        NETWORK  ADDRESS    NODE   NAME        HOLDER        STATE
        backend  10.1.0.5   host1  shop-web-1  8f3c5d0e1a2b  held
        backend  10.1.0.7   host8  -           -             lent, in host1's block
        backend  10.1.0.9   host1  -           -             cooling until 2026-01-01T00:01:00Z
        backend  10.1.0.99  host2  -           -             held, in nobody's block
        """,
        run("ipam", "ls").out());
  }

  @Test
  void aFindingIsTwoLinesAndANegativeAnswer() {
    answer(
        "/api/v1/ipam/fsck",
        """
        {"findings": [{"subject": "10.1.0.5", "what": "is held by a and by b", "mend": "stop a"}]}
        """);
    Ran ran = run("ipam", "fsck");
    assertEquals(ExitCode.NEGATIVE, ran.status());
    assertEquals("10.1.0.5 is held by a and by b\n    stop a\n", ran.out());
    assertEquals(ExitCode.NEGATIVE, run("ipam", "fsck", "--json").status());
  }

  @Test
  void aNodeSaysWhetherItIsHereAndSinceWhenNot() {
    answer(
        "/api/v1/nodes",
        """
        {"revision": 7, "nodes": [
          {"name": "host1", "addresses": ["192.0.2.1", "2001:db8::1"], "state": "here",
           "instances": 3, "endpoints": 2, "blocks": 1},
          {"name": "host2", "state": "away", "instances": 0, "endpoints": 2, "blocks": 0},
          {"name": "host3", "state": "away", "since": "2026-01-01T00:00:00Z",
           "until": "2026-01-01T01:00:00Z", "instances": 0, "endpoints": 2, "blocks": 1},
          {"name": "host4", "state": "given_up", "since": "2026-01-01T00:00:00Z",
           "until": "2026-01-01T01:00:00Z", "instances": 0, "endpoints": 0, "blocks": 0}]}
        """);
    assertEquals(
        """
        NAME   ADDRESSES              STATE                                      INSTANCES  ENDPOINTS  BLOCKS
        host1  192.0.2.1,2001:db8::1  here                                       3          2          1
        host2  -                      away                                       0          2          0
        host3  -                      away since 2026-01-01T00:00:00Z            0          2          1
        host4  -                      given up, away since 2026-01-01T00:00:00Z  0          0          0
        """,
        run("node", "ls").out());
  }

  @Test
  void aRemovalSaysWhatItRemoved() {
    answer(
        "/api/v1/nodes/host3",
        """
        {"node": "host3",
         "removed": {"nodes": 0, "instances": 1, "drains": 0, "endpoints": 12, "blocks": 2,
                     "loans": 1, "asks": 0}}
        """);
    assertEquals(
        "removed node host3: 1 instance, 12 endpoints, 2 blocks, 1 lent address\n",
        run("node", "remove", "host3").out());
  }

  private void answer(String path, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
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
