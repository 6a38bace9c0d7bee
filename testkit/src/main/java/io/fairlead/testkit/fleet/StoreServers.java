package io.fairlead.testkit.fleet;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.Lab;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.testkit.lab.LabProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one store, each on a machine of its own. Their numbers begin with 0. One thread at
 * a time for one server.
 */
public final class StoreServers {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final StoreKind kind;
  private final List<LabMachine> machines;
  private final @Nullable LabProcess[] processes;

  private StoreServers(StoreKind kind, List<LabMachine> machines) {
    this.kind = kind;
    this.machines = machines;
    this.processes = new LabProcess[machines.size()];
  }

  /** Starts so many servers, and does not wait until they serve. */
  static StoreServers start(Lab lab, StoreKind kind, int count) {
    List<LabMachine> machines = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      machines.add(lab.machine("s" + i));
    }
    StoreServers servers = new StoreServers(kind, List.copyOf(machines));
    IntStream.range(0, count).forEach(servers::start);
    return servers;
  }

  /** The URL that agents are given. */
  public String url() {
    return kind.url(machines);
  }

  /** How many there are, running or not. */
  public int count() {
    return machines.size();
  }

  /** The machine of a server: to cut it off, to slow its link. */
  public LabMachine machine(int server) {
    return machines.get(server);
  }

  /** Whether its process is there, frozen or not. */
  public boolean runs(int server) {
    LabProcess process = processes[server];
    return process != null && process.alive();
  }

  /** Starts one on what it kept; does not wait until it serves. */
  public void start(int server) {
    if (runs(server)) {
      throw new LabException(machines.get(server).name() + " runs already");
    }
    LabMachine machine = machines.get(server);
    processes[server] = machine.start(kind.name(), kind.command(machine, machines), Map.of());
  }

  /** Ends one as a power cut does. */
  public void kill(int server) {
    process(server).kill();
  }

  /** Lets one hang: it is there, its connections stay open, and it does nothing. */
  public void freeze(int server) {
    process(server).signal("STOP");
  }

  /** Lets a frozen one go on. */
  public void thaw(int server) {
    process(server).signal("CONT");
  }

  /** Ends all of them as a power cut does. */
  public void killAll() {
    each().filter(this::runs).forEach(this::kill);
  }

  /** Starts those that do not run, and waits until all serve. */
  public void startAll() {
    each().filter(server -> !runs(server)).forEach(this::start);
    awaitServing(count());
  }

  /** Takes away all that they kept, and starts them again. */
  public void wipe() {
    killAll();
    machines.forEach(
        one -> one.exec("sh", "-c", "rm -rf " + one.directory().resolve("data") + "/*"));
    startAll();
  }

  /** Waits until this many can do writes. */
  public void awaitServing(int atLeast) {
    Await.quiet(
        atLeast + " servers of " + kind.name() + " serve",
        PATIENCE,
        () -> {
          long serving = each().filter(this::serves).count();
          return serving >= atLeast ? "" : serving + " do; they say " + tails();
        });
  }

  /** The server that leads, as soon as there is one that can do writes. */
  public int leader() {
    int[] leader = new int[1];
    Await.quiet(
        "a server of " + kind.name() + " leads",
        PATIENCE,
        () -> {
          leader[0] =
              each()
                  .filter(one -> serves(one) && kind.leads(machines.get(one)))
                  .findFirst()
                  .orElse(-1);
          return leader[0] >= 0 ? "" : "none does; they say " + tails();
        });
    return leader[0];
  }

  private boolean serves(int server) {
    return runs(server) && kind.serves(machines.get(server));
  }

  private IntStream each() {
    return IntStream.range(0, count());
  }

  private LabProcess process(int server) {
    LabProcess process = processes[server];
    if (process == null) {
      throw new LabException(machines.get(server).name() + " was never started");
    }
    return process;
  }

  private String tails() {
    StringBuilder all = new StringBuilder();
    each().forEach(one -> all.append('\n').append(process(one).tail()));
    return all.toString();
  }
}
