package io.fairlead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.testkit.fleet.Fleet;
import io.fairlead.testkit.fleet.StoreKind;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.LabContainer;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.testkit.lab.LabProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ports that are published on networks of the cluster, through real engines. */
@SuppressWarnings("NullAway.Init") // opened before all tests
class PublishedPortsIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Tells whoever asks the address that it sees. */
  private static final String SAYS_WHO =
      "mkdir -p /www/cgi-bin; printf '#!/bin/sh\necho\necho $REMOTE_ADDR\n' > /www/cgi-bin/who;"
          + " chmod +x /www/cgi-bin/who; exec httpd -f -p 80 -h /www";

  /** The same by UDP. */
  private static final String UDP_SAYS_WHO =
      "socket(S,PF_INET,SOCK_DGRAM,0);bind(S,sockaddr_in(53,INADDR_ANY));"
          + "while($p=recv(S,$b,9,0)){(undef,$a)=sockaddr_in($p);send(S,inet_ntoa($a),0,$p)}";

  private static final String UDP_ASKS =
      "socket(S,PF_INET,SOCK_DGRAM,0);connect(S,sockaddr_in($ARGV[1],inet_aton($ARGV[0])));"
          + "send(S,'who',0);alarm 2;recv(S,$b,99,0);print $b";

  /** Answers datagrams of both families with a name. */
  private static final String UDP_SAYS_NAME =
      "socket(S,PF_INET6,SOCK_DGRAM,0);bind(S,pack_sockaddr_in6(53,IN6ADDR_ANY))||die;"
          + "while(1){$p=recv(S,$b,9,0);send(S,$ARGV[0],0,$p) if $p}";

  /** Sends by one socket, never pauses, and writes down who answers when that changes. */
  private static final String UDP_NEVER_PAUSES =
      "my($e,@a)=getaddrinfo($ARGV[0],$ARGV[1],{socktype=>SOCK_DGRAM});$|=1;"
          + "socket(S,$a[0]{family},SOCK_DGRAM,0);connect(S,$a[0]{addr})||die;"
          + "while(1){send(S,'who',0);vec($r='',fileno(S),1)=1;"
          + "if(select($r,undef,undef,0.02)&&defined recv(S,$b,9,0)&&length $b&&$b ne $l)"
          + "{$l=$b;print \"$b\\n\"}}";

  /** Fails where the port cannot be had. */
  private static final String LISTENS =
      "socket(S,PF_INET,SOCK_STREAM,0);setsockopt(S,SOL_SOCKET,SO_REUSEADDR,1);"
          + "bind(S,sockaddr_in($ARGV[0],INADDR_ANY))&&listen(S,9)||exit 1;";

  private static Fleet fleet;
  private static LabHost h1;
  private static LabHost h2;

  @BeforeAll
  static void open() {
    fleet = Fleet.open(StoreKind.etcd(), 1, 2);
    fleet.awaitReady();
    h1 = fleet.host(0);
    h2 = fleet.host(1);
    make("shop", "--subnet", "10.66.0.0/24", "--subnet", "fd66::/64");
    make("other", "--subnet", "10.67.0.0/24");
    make("alone", "--subnet", "10.68.0.0/24", "-o", "fairlead.port-scope=cluster");
  }

  @AfterAll
  static void close() {
    fleet.close();
  }

  @AfterEach
  void clear() {
    for (LabHost host : fleet.hosts()) {
      host.docker("ps", "--all", "--quiet").lines().forEach(id -> host.docker("rm", "-f", id));
    }
    Await.until("no port is left", SOON, () -> !fleet.agent(0).cli("ports").contains("/tcp"));
  }

  private static void make(String network, String... options) {
    List<String> all = new ArrayList<>(List.of("network", "create", network));
    all.addAll(List.of(options));
    fleet.agent(0).cli(all.toArray(String[]::new));
    for (LabHost host : fleet.hosts()) {
      Await.until(
          network + " on " + host.name(),
          SOON,
          () -> host.docker("network", "ls", "--format", "{{.Name}}").contains(network));
    }
  }

  private static LabContainer run(LabHost host, String name, String network, String... options) {
    List<String> all = new ArrayList<>(List.of("--name", name, "--network", network));
    all.addAll(List.of(options));
    return host.run(Images.IDLE, all, List.of("sh", "-c", SAYS_WHO));
  }

  private static String seen(LabMachine from, String address, int port) {
    return host(from.said("curl", "-s", "--max-time", "2", url(address, port)));
  }

  private static String seen(LabContainer from, String address, int port) {
    String ask = "printf 'GET /cgi-bin/who HTTP/1.0\\r\\n\\r\\n' | timeout 2 nc ";
    try {
      return host(from.exec("sh", "-c", ask + address + " " + port + " | tail -n 1"));
    } catch (LabException e) {
      return "";
    }
  }

  private static String url(String address, int port) {
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    return "http://" + host + ":" + port + "/cgi-bin/who";
  }

  private static String seenByUdp(LabMachine from, String address, int port) {
    return from.said("perl", "-MSocket", "-e", UDP_ASKS, address, "" + port);
  }

  private static void answerUdp(LabContainer container) {
    String process = container.inspect("{{.State.Pid}}").strip();
    container
        .host()
        .start(
            "udp-" + container.name(),
            List.of("nsenter", "-t", process, "-n", "perl", "-MSocket", "-e", UDP_SAYS_WHO),
            Map.of());
  }

  private static void answerByName(LabContainer container) {
    String process = container.inspect("{{.State.Pid}}").strip();
    List<String> command = new ArrayList<>(List.of("nsenter", "-t", process, "-n"));
    command.addAll(List.of("perl", "-MSocket=:all", "-e", UDP_SAYS_NAME, container.name()));
    container.host().start("named-" + container.name(), command, Map.of());
  }

  private static LabProcess neverPausing(String name, String address, int port) {
    return h2.start(
        name,
        List.of("perl", "-MSocket=:all", "-e", UDP_NEVER_PAUSES, address, "" + port),
        Map.of());
  }

  private static String host(String text) {
    return text.strip().replaceFirst("^\\[?(::ffff:)?(.*?)]?$", "$2");
  }

  private static void sees(String expected, java.util.function.Supplier<String> seen) {
    Await.quiet(
        expected + " is seen",
        SOON,
        () -> {
          String is = seen.get();
          return is.equals(expected) ? "" : "seen was '" + is + "'";
        });
  }

  @Test
  void aContainerSeesWhoAsksFromWhereverTheyAsk() {
    h1.exec("iptables", "-P", "FORWARD", "DROP"); // as engines set it on most hosts
    LabContainer web =
        run(h1, "web", "shop", "-p", "8080:80", "-p", "5353:53/udp", "-p", "127.0.0.1:8081:80");
    answerUdp(web);
    sees(h2.address(), () -> seen(h2, h1.address(), 8080));
    sees(h2.address6(), () -> seen(h2, h1.address6(), 8080));
    sees(h2.address(), () -> seenByUdp(h2, h1.address(), 5353));
    sees(h1.address(), () -> seen(h1, h1.address(), 8080));
    sees("10.66.0.1", () -> seen(h1, "127.0.0.1", 8080));
    sees("10.66.0.1", () -> seen(h1, "127.0.0.1", 8081));
    assertEquals("", seen(h2, h1.address(), 8081), "of the host itself only");
    assertEquals("", seen(h1, "::1", 8080), "as if the port were free");

    LabContainer sibling = run(h1, "sibling", "shop");
    LabContainer stranger = run(h1, "stranger", "other");
    LabContainer far = run(h2, "far", "shop");
    LabContainer dockers = run(h1, "dockers", "bridge");
    sees("10.66.0.1", () -> seen(web, h1.address(), 8080));
    sees("10.66.0.1", () -> seen(sibling, h1.address(), 8080));
    sees(stranger.address("other"), () -> seen(stranger, h1.address(), 8080));
    sees(h2.address(), () -> seen(far, h1.address(), 8080));
    assertFalse(
        host(seen(dockers, h1.address(), 8080)).isEmpty(), "from a network of Docker's own");
    assertEquals("", seen(stranger, web.address("shop"), 80), "nothing else is opened");
  }

  @Test
  void aPortIsOnesAloneAndIsKeptFromProcesses() {
    run(h1, "web", "shop", "-p", "8080:80");
    Await.until(
        "its name is known", SOON, () -> fleet.agent(0).cli("ports", "web").contains("web"));
    LabException refused =
        assertThrows(LabException.class, () -> run(h1, "late", "other", "-p", "8080:80"));
    assertTrue(
        String.valueOf(refused.getMessage())
            .contains("port 8080/tcp is taken by container web on network shop"),
        refused.getMessage());
    h1.docker("rm", "-f", "late");
    assertFalse(h1.succeeds("perl", "-MSocket", "-e", LISTENS, "8080"));

    LabProcess own =
        h1.start("own", List.of("perl", "-MSocket", "-e", LISTENS + "sleep 999", "9090"), Map.of());
    Await.until("it listens", SOON, () -> h1.exec("ss", "-ltn").contains(":9090"));
    refused = assertThrows(LabException.class, () -> run(h1, "late", "other", "-p", "9090:80"));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("port 9090/tcp is taken by process perl"),
        refused.getMessage());
    own.kill();
    h1.docker("start", "late");
    sees(h2.address(), () -> seen(h2, h1.address(), 9090));
  }

  @Test
  void portsAndTrafficOutliveTheAgent() {
    run(h1, "web", "shop", "-p", "80", "-p", "7000-7005:53/udp");
    String ports = fleet.agent(0).cli("ports");
    int any = Integer.parseInt(ports.replaceFirst("(?s).*?([0-9]+)/tcp.*", "$1"));
    assertTrue(any >= 32768, ports);
    assertTrue(ports.contains("7000/udp"), ports);
    sees(h2.address(), () -> seen(h2, h1.address(), any));
    fleet.agent(0).kill();
    assertEquals(h2.address(), seen(h2, h1.address(), any));
    fleet.agent(0).startAgain();
    assertEquals(h2.address(), seen(h2, h1.address(), any));
    Await.until(
        "the port is kept from processes again",
        SOON,
        () -> !h1.succeeds("perl", "-MSocket", "-e", LISTENS, "" + any));
    assertTrue(fleet.agent(0).cli("ports").contains(any + "/tcp"));
    h1.docker("rm", "-f", "web");
    assertEquals("", seen(h2, h1.address(), any));
    assertFalse(h1.said("nft", "list", "table", "inet", "fairlead-ports").contains("" + any));
  }

  @Test
  void clientsThatNeverPauseComeToWhoHasThePortNow() {
    answerByName(run(h1, "first", "shop", "-p", "5454:53/udp"));
    List<LabProcess> clients =
        List.of(
            neverPausing("asks4", h1.address(), 5454), neverPausing("asks6", h1.address6(), 5454));
    hear(clients, "first\n");
    h1.docker("rm", "-f", "first");
    answerByName(run(h1, "second", "shop", "-p", "5454:53/udp"));
    hear(clients, "first\nsecond\n");
    clients.forEach(LabProcess::kill);
  }

  private static void hear(List<LabProcess> clients, String expected) {
    for (LabProcess client : clients) {
      Await.quiet(
          "an answer",
          SOON,
          () -> client.output().equals(expected) ? "" : "heard was '" + client.output() + "'");
    }
  }

  @Test
  void onANetworkThatAsksForItAPortIsOneNodesOfTheCluster() {
    run(h1, "web", "alone", "-p", "6060:80");
    LabException refused =
        assertThrows(LabException.class, () -> run(h2, "late", "alone", "-p", "6060:80"));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("port 6060/tcp is taken by node h1"),
        refused.getMessage());
    run(h2, "beside", "other", "-p", "6060:80");
    h2.docker("rm", "-f", "beside");
    h1.docker("rm", "-f", "web");
    Await.quiet(
        "the port is free",
        SOON,
        () -> {
          try {
            h2.docker("start", "late");
            return "";
          } catch (LabException e) {
            return String.valueOf(e.getMessage());
          }
        });
    sees(h1.address(), () -> seen(h1, h2.address(), 6060));
  }
}
