package io.fairlead.agent.doctor;

import io.fairlead.model.InvalidField;
import io.fairlead.spi.Time;
import io.fairlead.stores.url.HostPort;
import io.fairlead.stores.url.Scheme;
import io.fairlead.stores.url.StoreUrl;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The store's servers: whether they answer, how fast, and what time they have. */
final class StoreChecks {
  private static final Duration SLOW = Duration.ofMillis(100);
  private static final Duration FAR = Duration.ofSeconds(5);
  private static final int PATIENCE_MILLIS = 3000;

  private StoreChecks() {}

  static List<Finding> of(StoreUrl url, Time time) {
    if (!url.scheme().remote()) {
      return List.of(Finding.ok("store", "the embedded one, in the data folder"));
    }
    List<Finding> findings = new ArrayList<>();
    for (HostPort server : url.hosts()) {
      findings.addAll(one(url, server.host(), server.port(), time));
    }
    return findings;
  }

  private static List<Finding> one(StoreUrl url, String host, int port, Time time) {
    String check = "store " + host + ":" + port;
    long start = time.nanos();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
    } catch (IOException e) {
      return List.of(
          Finding.bad(
              check,
              "does not answer: " + e.getMessage(),
              "start it, or let the firewalls on the way pass TCP port " + port));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(latency(check, Duration.ofNanos(time.nanos() - start)));
    boolean http = url.scheme() != Scheme.ZOOKEEPER && !url.tls();
    findings.add(
        http
            ? clock(host, port, time)
            : Finding.skipped("clock", "this store is not asked for its time"));
    return findings;
  }

  static Finding latency(String check, Duration took) {
    String found = "answers in " + took.toMillis() + " ms";
    return took.compareTo(SLOW) > 0
        ? Finding.warn(
            check, found, "use servers that are nearer; changes take several round trips")
        : Finding.ok(check, found);
  }

  private static Finding clock(String host, int port, Time time) {
    try (HttpClient http = new HttpClient(new Address.Tcp(host, port), "the store", time)) {
      Reply reply = http.send(Call.get("/"));
      return skew(reply.headers().getOrDefault("date", ""), time.now());
    } catch (IOException | InvalidField e) {
      return Finding.skipped("clock", "the store did not say its time: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.skipped("clock", "interrupted");
    }
  }

  /** What a Date header says beside this host's clock. */
  static Finding skew(String date, Instant now) {
    try {
      Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration apart = Duration.between(there, now).abs();
      String found = "this host and the store are " + apart.toSeconds() + " s apart";
      return apart.compareTo(FAR) > 0
          ? Finding.warn("clock", found, "let both follow one clock (chrony or systemd-timesyncd)")
          : Finding.ok("clock", found);
    } catch (DateTimeException e) {
      return Finding.skipped("clock", "the store did not say its time");
    }
  }
}
