package io.fairlead.source.docker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.json.Fields;
import io.fairlead.model.Health;
import io.fairlead.model.Registration;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.EngineSettings;
import io.fairlead.testkit.lab.Images;
import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabHost;
import io.fairlead.testkit.time.MachineTime;
import io.fairlead.transport.Address;
import io.fairlead.transport.Call;
import io.fairlead.transport.HttpClient;
import io.fairlead.transport.Reply;
import io.fairlead.wire.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever happened: in the end the source says what the engine says. */
class ChurnIT {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int DRIVERS = 4;
  private static final int STEPS = 150;
  private static final int CONTAINERS = 4;
  private static Lab lab;
  private static LabHost host;

  @BeforeAll
  static void open() {
    lab = Lab.open();
    host = lab.host("h1", EngineSettings.DEFAULT.liveRestore());
    host.run(Images.WEB, "--name", "first");
    host.docker("network", "create", "front");
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void afterThousandsOfEventsTheSourceAgreesWithTheEngine() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    try (RunningSource source = new RunningSource(host.engine().address());
        HttpClient engine = client();
        ExecutorService drivers = Executors.newFixedThreadPool(DRIVERS)) {
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < DRIVERS; i++) {
        int driver = i;
        work.add(
            drivers.submit(
                () -> {
                  new Driver(engine, "d" + driver, new Random(seed + driver)).run();
                  return null;
                }));
      }
      for (Future<?> done : work) {
        done.get();
      }
      awaitAgreement(source.told, engine);
      int events = source.told.story().size();
      System.out.println(events + " lines told");
      assertTrue(events > 300, "only " + events);
    }
  }

  @Test
  void whatHappensWhileTheEngineIsAwayIsSeenAtItsReturn() throws Exception {
    try (RunningSource source = new RunningSource(host.engine().address());
        HttpClient engine = client()) {
      host.run(Images.WEB, "--name", "stays");
      host.run(Images.WEB, "--name", "goes");
      awaitAgreement(source.told, engine);
      long pid = Long.parseLong(host.docker("inspect", "-f", "{{.State.Pid}}", "goes"));

      host.engine().kill();
      host.exec("kill", "-9", Long.toString(pid));
      Await.until(
          "its process is gone", DEADLINE, () -> !host.succeeds("test", "-d", "/proc/" + pid));
      host.engine().start();

      Await.until("it is gone", DEADLINE, () -> source.told.of("goes").isEmpty());
      assertTrue(source.told.get("host1:stays:80").isPresent());
      awaitAgreement(source.told, engine);
    }
  }

  private static HttpClient client() {
    return new HttpClient(Address.parse(host.engine().address()), "the engine", new MachineTime());
  }

  private static void awaitAgreement(Told told, HttpClient engine) {
    Await.quiet(
        "the source agrees with the engine",
        DEADLINE,
        () -> {
          TreeSet<String> ours = new TreeSet<>();
          told.all().stream().filter(r -> !r.draining()).map(ChurnIT::line).forEach(ours::add);
          TreeSet<String> theirs = new TreeSet<>(lines(engine));
          return ours.equals(theirs) ? "" : "\nsource " + ours + "\nengine " + theirs;
        });
  }

  private static String line(Registration registration) {
    boolean paused =
        registration.states().stream().anyMatch(state -> state.health() == Health.FAILING);
    TreeSet<String> addresses = new TreeSet<>();
    registration
        .endpoints()
        .forEach(
            e -> addresses.add(e.network() + "=" + String.valueOf(e.v4()).replaceAll("/.*", "")));
    return registration.container() + (paused ? " paused " : " running ") + addresses;
  }

  private static List<String> lines(HttpClient engine) {
    try {
      List<String> lines = new ArrayList<>();
      Object json = Json.parse(engine.send(Call.get("/v1.41/containers/json")).body());
      for (Fields one :
          Fields.lenient(Map.of("all", json == null ? List.of() : json)).objects("all")) {
        TreeSet<String> addresses = new TreeSet<>();
        Fields settings = one.object("NetworkSettings");
        Fields networks = settings == null ? null : settings.object("Networks");
        if (networks != null) {
          for (String name : networks.names()) {
            Fields network = networks.object(name);
            addresses.add(name + "=" + (network == null ? "" : network.text("IPAddress")));
          }
        }
        lines.add(
            one.texts("Names").getFirst().substring(1) + " " + one.text("State") + " " + addresses);
      }
      return lines;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Does one thing after the other to containers of its own. What fails, fails. */
  private static final class Driver {
    private final HttpClient engine;
    private final String name;
    private final Random random;
    private final String[] names = new String[CONTAINERS];
    private int renames;

    Driver(HttpClient engine, String name, Random random) {
      this.engine = engine;
      this.name = name;
      this.random = random;
    }

    void run() throws IOException, InterruptedException {
      for (int i = 0; i < CONTAINERS; i++) {
        create(i);
      }
      for (int step = 0; step < STEPS; step++) {
        step(random.nextInt(CONTAINERS));
      }
    }

    private void step(int i) throws IOException, InterruptedException {
      switch (random.nextInt(12)) {
        case 0, 1 -> post(i, "/start", "");
        case 2 -> post(i, "/kill", "");
        case 3 -> post(i, "/stop?t=5", "");
        case 4 -> post(i, "/restart?t=0", "");
        case 5, 6 -> post(i, "/pause", "");
        case 7, 8 -> post(i, "/unpause", "");
        case 9 -> rename(i);
        case 10 -> network(i, random.nextBoolean() ? "connect" : "disconnect");
        default -> {
          if (random.nextInt(4) == 0) {
            engine.send(Call.of("DELETE", "/v1.41/containers/" + names[i] + "?force=1"));
            create(i);
          }
        }
      }
    }

    private void create(int i) throws IOException, InterruptedException {
      names[i] = name + "-" + i + "-" + renames++;
      Reply reply = send("/v1.41/containers/create?name=" + names[i], "{\"Image\":\"web\"}");
      assertTrue(reply.ok(), reply.text());
      post(i, "/start", "");
    }

    private void rename(int i) throws IOException, InterruptedException {
      String next = name + "-" + i + "-" + renames++;
      if (post(i, "/rename?name=" + next, "").ok()) {
        names[i] = next;
      }
    }

    private void network(int i, String what) throws IOException, InterruptedException {
      send("/v1.41/networks/front/" + what, "{\"Container\":\"" + names[i] + "\"}");
    }

    private Reply post(int i, String what, String body) throws IOException, InterruptedException {
      return send("/v1.41/containers/" + names[i] + what, body);
    }

    private Reply send(String target, String body) throws IOException, InterruptedException {
      return engine.send(
          Call.json("POST", target, body.getBytes(StandardCharsets.UTF_8))
              .within(Duration.ofMinutes(1)));
    }
  }
}
