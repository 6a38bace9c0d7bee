package io.fairlead.bench;

import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Long polls that wait, each for a service of its own: the memory of the server and its processor
 * time while nothing happens, and the time from the start of a registration until the right poll,
 * and no other, is answered. Beside Consul's blocking queries where a binary is given. The clients
 * are this process, the server is another. Run from the top of the tree, with {@code ulimit -n
 * 20000}.
 *
 * <p>Arguments: polls, wakes, and optionally the path of a Consul binary.
 */
public final class LongPollBench {
  static final int HTTP = 17080;
  static final int DNS = 15353;
  private static final Duration GIVE_UP = Duration.ofMinutes(2);
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final int WARM_UP = 50;

  private LongPollBench() {}

  /** Prints the table. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int polls = args.length > 0 ? Integer.parseInt(args[0]) : 9_500;
    int wakes = args.length > 1 ? Integer.parseInt(args[1]) : 500;
    Path folder = Files.createTempDirectory("fairlead-bench");
    try {
      System.out.printf(
          "%-12s %10s %10s %10s %10s %9s %9s %8s%n",
          "", "RSS before", "waiting", "KB each", "idle CPU %", "wake p50", "p99 (ms)", "others");
      PollServer ours = PollServer.fairlead(folder);
      Figures fairlead = measure(ours, polls, wakes);
      if (args.length > 2) {
        Figures consul = measure(PollServer.consul(folder, Path.of(args[2])), polls, wakes);
        System.out.printf(
            "Fairlead to Consul: %.2f of the memory waiting, %.2f per poll, %.2f of p50,"
                + " %.2f of p99%n",
            fairlead.waiting / consul.waiting,
            fairlead.each / consul.each,
            fairlead.p50 / consul.p50,
            fairlead.p99 / consul.p99);
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private record Figures(double waiting, double each, double p50, double p99) {}

  private static Figures measure(PollServer server, int polls, int wakes)
      throws IOException, InterruptedException {
    Address.Tcp address = new Address.Tcp("127.0.0.1", HTTP);
    try (ServedProcess process = server.start();
        HttpClient http = new HttpClient(address, server.name(), new MachineTime());
        PollCrowd crowd = new PollCrowd()) {
      awaitReady(server, http);
      for (int i = 0; i < polls; i++) {
        server.register(http, i, 80);
      }
      double before = megabytes(process);
      long[] known = new long[polls];
      InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), HTTP);
      crowd.connect(at, polls, i -> server.read(i));
      answerAll(server, crowd, known);
      for (int i = 0; i < polls; i++) {
        crowd.ask(i, server.poll(i, known[i]));
      }
      requireQuiet(crowd);
      double waiting = megabytes(process);
      double idle = idleCpu(process, crowd);
      Samples delays = new Samples();
      int others = wake(server, http, crowd, known, wakes, delays);
      double each = (waiting - before) * 1024 / polls;
      System.out.printf(
          "%-12s %10.1f %10.1f %10.1f %10.1f %9.2f %9.2f %8d%n",
          server.name(),
          before,
          waiting,
          each,
          idle,
          delays.millis(0.5),
          delays.millis(0.99),
          others);
      return new Figures(waiting, each, delays.millis(0.5), delays.millis(0.99));
    }
  }

  private static void awaitReady(PollServer server, HttpClient http) throws InterruptedException {
    long begin = System.nanoTime();
    while (true) {
      try {
        if (http.send(Call.get(server.ready())).ok()) {
          return;
        }
      } catch (IOException notYet) {
        if (System.nanoTime() - begin > GIVE_UP.toNanos()) {
          throw new IllegalStateException(server.name() + " was not ready in time", notYet);
        }
      }
      Thread.sleep(20);
    }
  }

  /** Reads each service once, for the revision to wait beyond. */
  private static void answerAll(PollServer server, PollCrowd crowd, long[] known)
      throws IOException {
    int missing = known.length;
    while (missing > 0) {
      List<PollCrowd.Woken> answers = crowd.await(GIVE_UP.toMillis());
      if (answers.isEmpty()) {
        throw new IllegalStateException(missing + " answers are missing");
      }
      for (PollCrowd.Woken answer : answers) {
        known[answer.poll()] = answer.number(server.revision());
        missing--;
      }
    }
  }

  private static void requireQuiet(PollCrowd crowd) throws IOException {
    int early = crowd.await(3_000).size();
    if (early > 0) {
      throw new IllegalStateException(early + " polls were answered though nothing happened");
    }
  }

  private static double idleCpu(ServedProcess process, PollCrowd crowd) throws IOException {
    long begin = System.nanoTime();
    long used = process.cpuNanos();
    while (System.nanoTime() - begin < IDLE.toNanos()) {
      crowd.await(IDLE.toMillis());
    }
    return 100.0 * (process.cpuNanos() - used) / (System.nanoTime() - begin);
  }

  /** Changes one service after the other, and counts polls of others that were answered. */
  private static int wake(
      PollServer server, HttpClient http, PollCrowd crowd, long[] known, int wakes, Samples delays)
      throws IOException {
    Random random = new Random(1);
    int others = 0;
    for (int i = 0; i < wakes + WARM_UP; i++) {
      int wanted = random.nextInt(known.length);
      int port = 1_000 + i;
      long begin = System.nanoTime();
      CompletableFuture<Void> change =
          CompletableFuture.runAsync(() -> registerUnchecked(server, http, wanted, port));
      boolean woken = false;
      while (!woken || !change.isDone()) {
        for (PollCrowd.Woken answer : crowd.await(woken ? 1 : GIVE_UP.toMillis())) {
          known[answer.poll()] = answer.number(server.revision());
          if (answer.poll() == wanted && !woken) {
            woken = true;
            if (i >= WARM_UP) {
              delays.add(answer.atNanos() - begin);
            }
          } else {
            others++;
          }
          crowd.ask(answer.poll(), server.poll(answer.poll(), known[answer.poll()]));
        }
      }
      change.join();
    }
    return others;
  }

  private static void registerUnchecked(PollServer server, HttpClient http, int service, int port) {
    try {
      server.register(http, service, port);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double megabytes(ServedProcess process) throws IOException {
    return process.residentBytes() / (1024.0 * 1024);
  }
}
