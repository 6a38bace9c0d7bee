package io.fairlead.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Queries per second and processor time per query on 10,000 names, beside knot, unbound and
 * dnsmasq. All serve the same names from one core, in turn and round after round; dnsperf asks from
 * another core. Run from the top of the tree by {@code bench/dns}.
 *
 * <p>Arguments: rounds, seconds, and the file that the tables are written to.
 */
public final class DnsBench {
  private static final int SERVER_CORE = 1;
  private static final int CLIENT_CORE = 0;
  private static final int WARM_UP_SECONDS = 3;
  private static final int START_SECONDS = 60;
  private static final int SERVERS_WITH_SRV = 3;
  private static final String REFERENCE = "knot";

  private final Path folder;
  private final int rounds;
  private final int seconds;

  private DnsBench(Path folder, int rounds, int seconds) {
    this.folder = folder;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  /** Prints the tables and writes them where asked to. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
    Path folder = Files.createTempDirectory("fairlead-bench");
    try {
      String report = new DnsBench(folder, rounds, seconds).report();
      System.out.print(report);
      if (args.length > 2) {
        Files.writeString(Path.of(args[2]), report);
      }
    } finally {
      delete(folder);
    }
  }

  private String report() throws IOException, InterruptedException {
    List<ServedProcess> servers = new ArrayList<>();
    try {
      DnsPeers peers = new DnsPeers(folder, SERVER_CORE);
      servers.add(peers.fairlead());
      servers.add(peers.knot());
      servers.add(peers.unbound());
      servers.add(peers.dnsmasq());
      for (ServedProcess server : servers) {
        awaitNames(server);
      }
      StringBuilder report = new StringBuilder(head());
      Path a = DnsSample.questions(folder, "a", i -> DnsSample.name(i) + " A");
      report.append(table("A", servers, a, false));
      report.append(table("A, the queries with EDNS", servers, a, true));
      Path none = DnsSample.questions(folder, "none", i -> "no" + DnsSample.name(i) + " A");
      report.append(table("Names that are not there", servers, none, false));
      Path srv = DnsSample.questions(folder, "srv", i -> "_tcp." + DnsSample.name(i) + " SRV");
      report.append(table("SRV", servers.subList(0, SERVERS_WITH_SRV), srv, false));
      return report.toString();
    } finally {
      servers.forEach(ServedProcess::close);
    }
  }

  private String head() {
    return """
        # DNS on 10,000 names

        `bench/dns %d %d`, %s, %d cores, Java %s. Median of %1$d rounds of %2$d s; ratios against knot. CPU is user and system time
        of the whole server process for an answered query; every server has one core to itself, dnsperf another (20 sockets, 100
        questions on their way). One to four addresses for a name. All serve at once and are asked in turn, after a warm-up of
        %d s each.
        """
        .formatted(
            rounds,
            seconds,
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version().feature(),
            WARM_UP_SECONDS);
  }

  private String table(String title, List<ServedProcess> servers, Path questions, boolean edns)
      throws IOException, InterruptedException {
    double[][] micros = new double[servers.size()][rounds];
    double[][] rates = new double[servers.size()][rounds];
    DnsPerf[] last = new DnsPerf[servers.size()];
    for (ServedProcess server : servers) {
      DnsPerf.run(server.port(), questions, WARM_UP_SECONDS, CLIENT_CORE, edns);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < servers.size(); i++) {
        ServedProcess server = servers.get(i);
        server.requireAlive();
        long before = server.cpuNanos();
        last[i] = DnsPerf.run(server.port(), questions, seconds, CLIENT_CORE, edns);
        micros[i][round] = (server.cpuNanos() - before) / 1e3 / last[i].completed();
        rates[i][round] = last[i].perSecond();
      }
    }
    int reference = servers.stream().map(ServedProcess::name).toList().indexOf(REFERENCE);
    StringBuilder table = new StringBuilder("\n## " + title + "\n");
    table.append(
        "| server   | CPU us/query | ratio | queries/s | ratio | octets | lost | answers |\n");
    table.append(
        "|----------|-------------:|------:|----------:|------:|-------:|-----:|---------|\n");
    for (int i = 0; i < servers.size(); i++) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %-8s | %12.2f | %5.2f | %9.0f | %5.2f | %6d | %4d | %s |%n",
              servers.get(i).name(),
              median(micros[i]),
              median(micros[i]) / median(micros[reference]),
              median(rates[i]),
              median(rates[i]) / median(rates[reference]),
              last[i].octets(),
              last[i].lost(),
              last[i].codes()));
    }
    return table.toString();
  }

  /** Waits until the last name is served. */
  private static void awaitNames(ServedProcess server) throws IOException, InterruptedException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    long end = System.nanoTime() + START_SECONDS * 1_000_000_000L;
    try (DnsAsk ask = new DnsAsk(address)) {
      while (true) {
        server.requireAlive();
        try {
          if (ask.address(DnsSample.name(DnsSample.NAMES - 1)) != null) {
            return;
          }
        } catch (IOException e) {
          // Nobody listens there yet.
          Thread.sleep(50);
        }
        if (System.nanoTime() - end > 0) {
          throw new IOException(server.name() + " does not serve its names");
        }
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
