package io.fairlead.agent.network;

import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabMachine;
import io.fairlead.testkit.lab.LabProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Open vSwitch on a host of the lab, with a database and sockets of its own. */
final class LabSwitch implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SCHEMA = "/usr/share/openvswitch/vswitch.ovsschema";

  private final LabMachine machine;
  private final Path folder;
  private LabProcess database;
  private LabProcess daemon;

  private LabSwitch(LabMachine machine) {
    this.machine = machine;
    this.folder = socket(machine).resolveSibling("");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    machine.exec("ovsdb-tool", "create", folder.resolve("conf.db").toString(), SCHEMA);
    this.database = database();
    machine.exec("ovs-vsctl", "--db=unix:" + socket(machine), "--no-wait", "init");
    this.daemon = daemon();
  }

  /** Where it listens on this machine. */
  static Path socket(LabMachine machine) {
    return machine.directory().resolve("ovs/db.sock");
  }

  /** Starts it, and waits until it follows its database. */
  static LabSwitch on(LabMachine machine) {
    return new LabSwitch(machine);
  }

  private LabProcess database() {
    LabProcess started =
        start(
            "ovsdb-server",
            folder.resolve("conf.db").toString(),
            "--remote=punix:" + socket(machine));
    Await.until("its database listens", SOON, () -> Files.exists(socket(machine)));
    return started;
  }

  private LabProcess daemon() {
    LabProcess started = start("ovs-vswitchd", "unix:" + socket(machine));
    machine.exec(
        "ovs-vsctl",
        "--db=unix:" + socket(machine),
        "--timeout=20",
        "set",
        "Open_vSwitch",
        ".",
        "external_ids:lab=1");
    return started;
  }

  private LabProcess start(String program, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("env", "OVS_RUNDIR=" + folder, "OVS_LOGDIR=" + folder, program));
    command.addAll(List.of(arguments));
    command.add("--unixctl=" + folder.resolve(program + ".ctl"));
    return machine.start(program, command, Map.of());
  }

  /** What the tool for bridges says. */
  String vsctl(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("ovs-vsctl", "--db=unix:" + socket(machine), "--timeout=20"));
    command.addAll(List.of(arguments));
    return machine.exec(command.toArray(String[]::new));
  }

  /** What the tool for flows says. */
  String ofctl(String what, String bridge, String... arguments) {
    List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow13", what));
    command.add("unix:" + folder.resolve(bridge + ".mgmt"));
    command.addAll(List.of(arguments));
    return machine.exec(command.toArray(String[]::new));
  }

  /** Its database is killed, and nobody can ask or change anything. */
  void loseDatabase() {
    database.kill();
  }

  /** Its database is back. */
  void findDatabase() {
    try {
      Files.delete(socket(machine));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database = database();
  }

  /** The switch is killed and begins anew. */
  void restart() {
    daemon.kill();
    daemon = daemon();
  }

  @Override
  public void close() {
    daemon.kill();
    database.kill();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
