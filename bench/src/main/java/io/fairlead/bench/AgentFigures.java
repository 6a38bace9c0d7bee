package io.fairlead.bench;

import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import java.io.IOException;

/** What an agent's process says of itself, over HTTP. */
final class AgentFigures {
  private static final long GIVE_UP = 300_000_000_000L;

  private final HttpClient http;

  AgentFigures(int port) {
    http = new HttpClient(new Address.Tcp("127.0.0.1", port), "the agent", new MachineTime());
  }

  /**
   * Its changes from events to the snapshot so far.
   *
   * @param seconds in sum
   */
  record Seen(double count, double seconds) {
    double meanSince(Seen before) {
      return (seconds - before.seconds) / (count - before.count);
    }
  }

  Seen seen() throws IOException, InterruptedException {
    String others = "fairlead_event_to_snapshot_seconds_%s{of=\"others\"}";
    return new Seen(metric(others.formatted("count")), metric(others.formatted("sum")));
  }

  void awaitInstances(int count) throws InterruptedException {
    await(count + " instances", count, self -> self.metric("fairlead_instances"));
  }

  void awaitRevision(long revision) throws InterruptedException {
    await("revision " + revision, revision, self -> self.metric("fairlead_catalog_revision"));
  }

  private void await(String what, double least, Figure figure) throws InterruptedException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < GIVE_UP) {
      try {
        if (figure.of(this) >= least) {
          return;
        }
      } catch (IOException e) {
        // It does not answer yet.
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("the agent never had " + what);
  }

  /** One of its figures. */
  private interface Figure {
    double of(AgentFigures self) throws IOException, InterruptedException;
  }

  private double metric(String name) throws IOException, InterruptedException {
    for (String line : http.send(Call.get("/metrics")).text().lines().toList()) {
      if (line.startsWith(name + " ")) {
        return Double.parseDouble(line.substring(name.length() + 1));
      }
    }
    throw new IOException("no " + name);
  }
}
