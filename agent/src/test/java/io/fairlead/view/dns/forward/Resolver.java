package io.fairlead.view.dns.forward;

import io.fairlead.testkit.lab.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** A real DNS server on a free loopback port, with the records that a test gives it. */
final class Resolver implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final InetSocketAddress address;
  private final ProcessBuilder command;
  private Process process;

  private Resolver(int port, Path log, String... command) {
    this.address = new InetSocketAddress(LOOPBACK, port);
    this.command =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    this.process = begin();
  }

  /**
   * Unbound with local data.
   *
   * @param records lines of a zone file
   */
  static Resolver unbound(Path directory, String... records) {
    int port = freePort();
    StringBuilder config =
        new StringBuilder(
            """
            server:
              interface: 127.0.0.1
              port: %d
              do-daemonize: no
              use-syslog: no
              username: ""
              chroot: ""
              directory: "%s"
              pidfile: ""
              module-config: "iterator"
              local-zone: "example." static
              local-data: "example. 300 SOA ns.example. admin.example. 1 7200 3600 86400 60"
            """
                .formatted(port, directory));
    for (String each : records) {
      config.append("  local-data: '").append(each).append("'\n");
    }
    Path file = write(directory.resolve("unbound-" + port + ".conf"), config.toString());
    return new Resolver(port, log(file), "unbound", "-d", "-c", file.toString());
  }

  /**
   * Knot with the zone {@code example.}.
   *
   * @param records lines of a zone file
   */
  static Resolver knot(Path directory, String... records) {
    int port = freePort();
    Path home = directory.resolve("knot-" + port);
    Path zone =
        write(
            home.resolve("example.zone"),
            "example. 300 SOA ns.example. admin.example. 1 7200 3600 86400 60\n"
                + "example. 300 NS ns.example.\n"
                + String.join("\n", records)
                + "\n");
    Path file =
        write(
            home.resolve("knot.conf"),
            """
            server:
              listen: 127.0.0.1@%1$d
              rundir: "%2$s"
              udp-workers: 1
              tcp-workers: 1
              background-workers: 1
            database:
              storage: "%2$s"
            zone:
              - domain: example.
                file: "%3$s"
            """
                .formatted(port, home, zone));
    return new Resolver(port, log(file), "knotd", "-c", file.toString());
  }

  /**
   * Dnsmasq without upstreams.
   *
   * @param options its own, as {@code --host-record=www.example,192.0.2.1}
   */
  static Resolver dnsmasq(Path directory, String... options) {
    int port = freePort();
    Path file = directory.resolve("dnsmasq-" + port);
    List<String> command =
        new ArrayList<>(
            List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--no-resolv",
                "--no-hosts",
                "--bind-interfaces",
                "--listen-address=127.0.0.1",
                "--pid-file=",
                "--user=" + System.getProperty("user.name"),
                "--port=" + port));
    command.addAll(Arrays.asList(options));
    return new Resolver(port, log(file), command.toArray(String[]::new));
  }

  InetSocketAddress address() {
    return address;
  }

  /** What {@code --upstream} calls it. */
  String option() {
    return "127.0.0.1:" + address.getPort();
  }

  /** Ends it at once. */
  void kill() {
    process.destroyForcibly();
    Await.until(
        "the end of " + command.command(), Duration.ofSeconds(10), () -> !process.isAlive());
  }

  /** Starts it again where it was. */
  void restart() {
    process = begin();
  }

  /** Stops it without closing its sockets: it is there but says nothing. */
  void freeze() {
    signal("STOP");
  }

  /** Lets a frozen one go on. */
  void thaw() {
    signal("CONT");
  }

  @Override
  public void close() {
    kill();
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Process begin() {
    try {
      Process started = command.start();
      try {
        Await.until(
            String.join(" ", command.command()) + " answers",
            Duration.ofSeconds(20),
            () -> answers() || !started.isAlive());
        if (!started.isAlive()) {
          throw new AssertionError(
              command.command()
                  + " ended: "
                  + Files.readString(command.redirectOutput().file().toPath()));
        }
        return started;
      } catch (AssertionError e) {
        started.destroyForcibly();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "this test needs unbound, knot and dnsmasq: apt-get install unbound knot dnsmasq-base",
          e);
    }
  }

  private boolean answers() {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(200);
      socket.connect(address);
      byte[] query = Messages.query("example.", Type.SOA).toWire();
      socket.send(new DatagramPacket(query, query.length));
      DatagramPacket answer = new DatagramPacket(new byte[512], 512);
      socket.receive(answer);
      return new Message(Arrays.copyOf(answer.getData(), answer.getLength())).getHeader() != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path write(Path path, String text) {
    try {
      Files.createDirectories(path.getParent());
      return Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path log(Path config) {
    return config.resolveSibling(config.getFileName() + ".log");
  }

  private static int freePort() {
    try (ServerSocket tcp = new ServerSocket(0, 1, LOOPBACK);
        DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), LOOPBACK)) {
      return udp.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
