package io.fairlead.bench;

import io.fairlead.bench.TwoHosts.Way;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Throughput and round trips between containers of two hosts: each dataplane beside Docker's swarm
 * overlay, the same made by hand, and the bare hosts. Needs iperf3 and ping. Run as root from the
 * top of the tree.
 *
 * <p>Arguments: rounds, and the seconds of one iperf3 run.
 */
public final class NetworksBench {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int STREAMS = 8;
  private static final int PINGS = 1000;
  private static final Pattern RTT = Pattern.compile("= [\\d.]+/([\\d.]+)/");

  private static final Pattern RECEIVED =
      Pattern.compile("\"sum_received\":\\s*\\{[^}]*\"bits_per_second\":\\s*([-+.\\de]+)");

  private final LabHost client;
  private final String seconds;
  private final Map<Way, Figures> all = new LinkedHashMap<>();

  private NetworksBench(LabHost client, String seconds) {
    this.client = client;
    this.seconds = seconds;
  }

  /** What was seen of one way. */
  private record Figures(List<Double> one, List<Double> many, List<Double> rtt) {
    Figures() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Prints the table. */
  public static void main(String[] args) {
    try (TwoHosts hosts = TwoHosts.open()) {
      NetworksBench bench = new NetworksBench(hosts.second(), args[1]);
      hosts.swarm();
      hosts.network("host-gw", "host-gw");
      hosts.network("vxlan", "vxlan");
      List<Way> ways = new ArrayList<>(List.of(hosts.bare()));
      ways.addAll(hosts.handMade());
      ways.add(hosts.between(TwoHosts.OVERLAY));
      ways.add(hosts.between("host-gw"));
      ways.add(hosts.between("vxlan"));
      for (Way way : ways) {
        List<String> server = with(way.to(), "iperf3", "-s");
        hosts.first().start("iperf " + way.name(), server, Map.of());
        Await.until(
            way.name() + " carries",
            SOON,
            () ->
                hosts
                    .second()
                    .succeeds(array(with(way.at(), "ping", "-c1", "-W1", way.address()))));
        bench.all.put(way, new Figures());
      }
      for (int round = 0; round < Integer.parseInt(args[0]); round++) {
        bench.all.forEach(bench::measure);
      }
      bench.print();
      for (String own : List.of("host-gw", "vxlan")) {
        System.out.println(hosts.standing(own));
      }
    }
  }

  private void measure(Way way, Figures into) {
    into.one.add(gigabits(way, 1));
    into.many.add(gigabits(way, STREAMS));
    String said =
        client.exec(
            array(
                with(way.at(), "ping", "-q", "-f", "-c", Integer.toString(PINGS), way.address())));
    Matcher rtt = RTT.matcher(said);
    into.rtt.add(rtt.find() ? Double.parseDouble(rtt.group(1)) * 1000 : Double.NaN);
  }

  private double gigabits(Way way, int streams) {
    String said =
        client.exec(
            array(
                with(
                    way.at(),
                    "iperf3",
                    "-J",
                    "-t",
                    seconds,
                    "-P",
                    Integer.toString(streams),
                    "-c",
                    way.address())));
    // It writes a member twice: no JSON for a strict reader.
    Matcher received = RECEIVED.matcher(said);
    return received.find() ? Double.parseDouble(received.group(1)) / 1e9 : Double.NaN;
  }

  private void print() {
    Figures bare = all.values().iterator().next();
    Figures overlay = bare;
    for (Map.Entry<Way, Figures> one : all.entrySet()) {
      if (one.getKey().name().equals(TwoHosts.OVERLAY)) {
        overlay = one.getValue();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-16s %9s %8s %8s   %9s %8s %8s   %9s%n",
        "medians",
        "1 stream",
        "to bare",
        "overlay",
        STREAMS + " streams",
        "to bare",
        "overlay",
        "rtt us");
    for (Map.Entry<Way, Figures> one : all.entrySet()) {
      Figures seen = one.getValue();
      System.out.printf(
          Locale.ROOT,
          "%-16s %9.2f %8.2f %8.2f   %9.2f %8.2f %8.2f   %9.1f%n",
          one.getKey().name(),
          median(seen.one),
          median(seen.one) / median(bare.one),
          median(seen.one) / median(overlay.one),
          median(seen.many),
          median(seen.many) / median(bare.many),
          median(seen.many) / median(overlay.many),
          median(seen.rtt));
    }
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static List<String> with(List<String> prefix, String... command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(command));
    return all;
  }

  private static String[] array(List<String> words) {
    return words.toArray(String[]::new);
  }
}
