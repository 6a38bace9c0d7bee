package io.fairlead.bench;

import com.sun.management.ThreadMXBean;
import io.fairlead.catalog.Change;
import io.fairlead.catalog.Datacenters;
import io.fairlead.catalog.Snapshot;
import io.fairlead.model.Instance;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Revision;
import io.fairlead.testkit.catalog.Samples;
import io.fairlead.view.dns.Answerer;
import io.fairlead.view.dns.DnsOptions;
import io.fairlead.view.dns.DnsServer;
import io.fairlead.wire.dns.DnsName;
import io.fairlead.wire.dns.RecordType;
import io.fairlead.wire.dns.Wire;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one DNS answer costs without a socket: CPU time and allocated bytes from a query's bytes to
 * the reply's, on one thread, over 10,000 services in random order. Prints a table in Markdown.
 */
public final class AnswerBench {
  private static final int SERVICES = 10_000;
  private static final int MEMBERS = 2;
  private static final int ROUNDS = 300;
  private static final IpAddress STRANGER = IpAddress.parse("127.0.0.1");
  private static final IpAddress NEIGHBOUR = IpAddress.parse("10.0.255.254");

  private final AtomicReference<Snapshot> snapshot =
      new AtomicReference<>(Samples.snapshot(1, SERVICES, MEMBERS));
  private final byte[] out = new byte[Wire.MAX_TCP];
  private final PrintStream print;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long written;

  private AnswerBench(PrintStream print) {
    this.print = print;
  }

  /** Runs it; no arguments. */
  public static void main(String[] args) {
    new AnswerBench(System.out).run();
  }

  private void run() {
    print.println("| query | CPU ns per answer | bytes allocated per answer | octets of a reply |");
    print.println("|---|---|---|---|");
    measure("A, caller on no network of the service", queries("", RecordType.A), STRANGER, false);
    measure(
        "A with EDNS, caller on its network", edns(queries("", RecordType.A)), NEIGHBOUR, false);
    measure("AAAA that is not there (NODATA, SOA)", queries("", RecordType.AAAA), STRANGER, false);
    measure("SRV with additionals", queries("_http._tcp.", RecordType.SRV), STRANGER, false);
    measure(
        "A, first look after another service changed", queries("", RecordType.A), STRANGER, true);
  }

  private static List<byte[]> queries(String prefix, int type) {
    List<byte[]> queries = new ArrayList<>();
    for (int i = 0; i < SERVICES; i++) {
      String name = prefix + "svc-" + i + ".ns-" + i % (SERVICES / 10) + ".svc.internal";
      byte[] wire = DnsName.parse(name).wire();
      ByteBuffer query = ByteBuffer.allocate(Wire.HEADER + wire.length + 4);
      query.putShort((short) i).putShort((short) 0x0100).putShort((short) 1).position(Wire.HEADER);
      query.put(wire).putShort((short) type).putShort((short) Wire.CLASS_IN);
      queries.add(query.array());
    }
    return queries;
  }

  private static List<byte[]> edns(List<byte[]> queries) {
    List<byte[]> longer = new ArrayList<>();
    for (byte[] query : queries) {
      ByteBuffer with = ByteBuffer.allocate(query.length + 11).put(query);
      with.put((byte) 0).putShort((short) RecordType.OPT).putShort((short) 1232);
      with.putShort(10, (short) 1);
      longer.add(with.array());
    }
    return longer;
  }

  private void measure(String what, List<byte[]> queries, IpAddress caller, boolean changing) {
    DnsOptions options = DnsOptions.of("internal", "host0");
    try (DnsServer server =
        new DnsServer(
            options,
            Datacenters.alone(snapshot::get),
            (query, length, client, tcp, reply) -> {},
            service -> {})) {
      Answerer answerer = server.answerer();
      List<byte[]> order = new ArrayList<>(queries);
      Collections.shuffle(order, new Random(1));
      long best = Long.MAX_VALUE;
      long allocated = 0;
      for (int round = 0; round < ROUNDS; round++) {
        if (changing) {
          change();
        }
        written = 0;
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = threads.getCurrentThreadCpuTime();
        for (byte[] query : order) {
          written += answerer.answer(query, query.length, caller, true, false, out);
        }
        best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
        allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
      }
      print.printf(
          "| %s | %d | %d | %d |%n",
          what, best / SERVICES, allocated / SERVICES, written / SERVICES);
    }
  }

  private void change() {
    Snapshot now = snapshot.get();
    Revision next = new Revision(now.revision().value() + 1);
    String address = "192.0.2." + next.value() % 250;
    Instance changed = Samples.instance("changing", address, 80);
    snapshot.set(now.with(next, List.of(new Change.PutInstance(changed))));
  }
}
