package io.fairlead.bench;

import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.transport.Streaming;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs inside a host's network namespace: starts containers one after another and asks a DNS server
 * for each name from the moment of its start until the right address comes. The engine's own share
 * is what passes until the time that it writes into its {@code start} event.
 */
final class FirstAnswerProbe {
  private static final Duration GIVE_UP = Duration.ofSeconds(10);

  private static final long BETWEEN_NANOS = 300_000;

  private final HttpClient engine;
  private final MachineTime time = new MachineTime();
  private final BlockingQueue<Long> starts = new LinkedBlockingQueue<>();

  private FirstAnswerProbe(Path socket) {
    engine = new HttpClient(new Address.Unix(socket), "the Docker engine", time);
  }

  /**
   * The property {@code etcd}, where set, is the address of an etcd that is asked for a put after
   * each round of ours, to tell its own time apart. Arguments: engine socket, image, rounds, domain
   * suffix of container names, DNS port of Fairlead, and optionally the host and the HTTP port of
   * the Consul agent that is told, and the DNS port of the one that is asked.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    FirstAnswerProbe probe = new FirstAnswerProbe(Path.of(args[0]));
    int rounds = Integer.parseInt(args[2]);
    @Nullable ConsulPeer consul =
        args.length > 5
            ? new ConsulPeer(
                args[5], Integer.parseInt(args[6]), Integer.parseInt(args[7]), probe.time)
            : null;
    InetSocketAddress fairlead =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[4]));
    Thread events = Thread.ofVirtual().start(() -> probe.listen(consul));
    Samples engineShare = new Samples();
    Samples ours = new Samples();
    Samples theirs = new Samples();
    Samples puts = new Samples();
    @Nullable String etcdAt = System.getProperty("etcd");
    @Nullable HttpClient etcd =
        etcdAt == null ? null : new HttpClient(Address.parse(etcdAt), "etcd", probe.time);
    for (int round = 0; round < rounds; round++) {
      String name = "fa-" + round;
      boolean consulsTurn = consul != null && isConsulsTurn(name);
      String asked = consulsTurn ? name + ".service.consul" : name + ".container" + args[3];
      InetSocketAddress server = consul != null && consulsTurn ? consul.dns() : fairlead;
      probe.round(name, args[1], asked, server, engineShare, consulsTurn ? theirs : ours);
      if (etcd != null && !consulsTurn) {
        puts.add(put(etcd, name));
      }
    }
    events.interrupt();
    System.out.printf("%-42s %6s %8s %8s%n", "milliseconds", "n", "p50", "p99");
    System.out.printf(
        "%-42s %6d %8.2f%n", "Fairlead: the first since its start", 1, ours.firstMillis());
    System.out.printf(
        "%-42s %6d %s%n",
        "engine: start asked to its start event", engineShare.count(), engineShare.summary());
    ours.dropFirst();
    System.out.printf(
        "%-42s %6d %s%n", "Fairlead: start event to right answer", ours.count(), ours.summary());
    if (etcd != null) {
      puts.dropFirst();
      System.out.printf(
          "%-42s %6d %s%n", "etcd alone: a put to its answer", puts.count(), puts.summary());
    }
    if (consul != null) {
      theirs.dropFirst();
      System.out.printf(
          "%-42s %6d %s%n",
          "Consul: start event to right answer", theirs.count(), theirs.summary());
      System.out.printf(
          "%-42s %6s %8.2f %8.2f%n",
          "ratio, Fairlead to Consul",
          "",
          ours.millis(0.5) / theirs.millis(0.5),
          ours.millis(0.99) / theirs.millis(0.99));
    }
    System.exit(0);
  }

  private void round(
      String name,
      String image,
      String asked,
      InetSocketAddress server,
      Samples engineShare,
      Samples sample)
      throws IOException, InterruptedException {
    post("/containers/create?name=" + name, Map.of("Image", image, "Cmd", List.of("sleep", "600")));
    starts.clear();
    long asked0 = wallNanos();
    Thread starter =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    post("/containers/" + name + "/start", Map.of());
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    long answered;
    byte @Nullable [] address;
    try (DnsAsk ask = new DnsAsk(server)) {
      long end = System.nanoTime() + GIVE_UP.toNanos();
      do {
        // A pause between questions leaves the engine and the server the processor they need.
        LockSupport.parkNanos(BETWEEN_NANOS);
        address = ask.address(asked);
        answered = wallNanos();
      } while (address == null && System.nanoTime() - end < 0);
    }
    starter.join();
    String right = addressOf(name);
    if (address == null || !InetAddress.getByAddress(address).getHostAddress().equals(right)) {
      throw new IllegalStateException(asked + " was not answered with " + right);
    }
    long started = starts.take();
    engineShare.add(started - asked0);
    sample.add(answered - started);
    engine.send(Call.of("DELETE", "/containers/" + name + "?force=1"));
  }

  private static long put(HttpClient etcd, String name) throws IOException, InterruptedException {
    Base64.Encoder base64 = Base64.getEncoder();
    byte[] body =
        Json.write(
            Map.of(
                "key", base64.encodeToString(("probe/" + name).getBytes(StandardCharsets.UTF_8)),
                "value", base64.encodeToString(new byte[600])));
    long begin = System.nanoTime();
    Reply reply = etcd.send(Call.json("POST", "/v3/kv/put", body));
    long took = System.nanoTime() - begin;
    if (!reply.ok()) {
      throw new IOException("etcd: " + reply.text());
    }
    return took;
  }

  private void listen(@Nullable ConsulPeer consul) {
    try (Streaming stream =
        engine.stream(Call.get("/events?filters=%7B%22event%22%3A%5B%22start%22%5D%7D"))) {
      for (String line = stream.readLine(); line != null; line = stream.readLine()) {
        Map<?, ?> event = object(line.getBytes(StandardCharsets.UTF_8));
        String name = nameOf(event);
        if (consul != null && isConsulsTurn(name)) {
          consul.register(name, addressOf(name));
        }
        starts.add(((Number) Objects.requireNonNull(event.get("timeNano"))).longValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException("the event stream broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The two take turns, so that neither pays for the other's work. */
  private static boolean isConsulsTurn(String container) {
    return (container.charAt(container.length() - 1) & 1) == 1;
  }

  private static String nameOf(Map<?, ?> event) {
    Map<?, ?> actor = (Map<?, ?>) Objects.requireNonNull(event.get("Actor"));
    Map<?, ?> attributes = (Map<?, ?>) Objects.requireNonNull(actor.get("Attributes"));
    return (String) Objects.requireNonNull(attributes.get("name"));
  }

  private String addressOf(String name) throws IOException, InterruptedException {
    Map<?, ?> facts = object(engine.send(Call.get("/containers/" + name + "/json")).body());
    Map<?, ?> network = (Map<?, ?>) Objects.requireNonNull(facts.get("NetworkSettings"));
    return (String) Objects.requireNonNull(network.get("IPAddress"));
  }

  private void post(String target, Map<String, ?> body) throws IOException, InterruptedException {
    Reply reply = engine.send(Call.json("POST", target, Json.write(body)));
    if (!reply.ok()) {
      throw new IOException(target + ": " + reply.text());
    }
  }

  private static Map<?, ?> object(byte[] json) {
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(json));
  }

  private static long wallNanos() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
