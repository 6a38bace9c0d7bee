package io.fairlead.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One machine of the lab: namespaces and a link to the lab's bridge, for processes of any kind. All
 * its methods block, and throw {@link LabException} with what the tool said where something fails.
 * One thread at a time.
 */
public sealed class LabMachine permits LabHost {
  private final Lab lab;
  private final String name;
  private final int number;
  private final Path directory;
  private final Namespaces namespaces;

  /**
   * Makes it and plugs it in.
   *
   * @param disks paths in its directory that are memory and end with it
   * @param prepare more shell commands, run as root before anything else in its namespaces
   */
  LabMachine(Lab lab, String name, int number, List<String> disks, List<String> prepare) {
    this.lab = lab;
    this.name = name;
    this.number = number;
    this.directory = lab.directory().resolve(name);
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("resolv.conf"), "nameserver " + Lab.BRIDGE_V4 + "\n");
    } catch (IOException e) {
      throw new LabException("The directory of " + name + " cannot be made", e);
    }
    lab.plug(this);
    List<String> commands = new ArrayList<>();
    commands.add("echo " + name + " > /proc/sys/kernel/hostname");
    for (String disk : disks) {
      Path path = directory.resolve(disk);
      commands.add("mkdir -p " + path);
      commands.add("mount -t tmpfs none " + path);
    }
    commands.add("mount --bind " + directory.resolve("resolv.conf") + " /etc/resolv.conf");
    commands.addAll(prepare);
    this.namespaces =
        Namespaces.open(
            network(), String.join("\n", commands), directory.resolve("namespaces.log"));
  }

  /** Its name, which is its host name too. */
  public final String name() {
    return name;
  }

  /** The lab that it belongs to. */
  public final Lab lab() {
    return lab;
  }

  /** A directory for its files; this machine sees the same files at the same path. */
  public final Path directory() {
    return directory;
  }

  /** Its address on the lab's bridge. */
  public final String address() {
    return "10.77.0." + number;
  }

  /** Its IPv6 address on the lab's bridge. */
  public final String address6() {
    return "fd77::" + number;
  }

  final int number() {
    return number;
  }

  /** The output of a command on it that must succeed. */
  public final String exec(String... command) {
    return Command.run(namespaces.inside(List.of(command)), Map.of()).outputOrFail();
  }

  /** The output of a command on it that may fail: empty where it does. */
  public final String said(String... command) {
    Command.Result result = Command.run(namespaces.inside(List.of(command)), Map.of());
    return result.exit() == 0 ? result.output() : "";
  }

  /** Whether a command on it succeeds. */
  public final boolean succeeds(String... command) {
    return Command.run(namespaces.inside(List.of(command)), Map.of()).exit() == 0;
  }

  /**
   * Starts a process on it.
   *
   * @param process names it and its log file in {@link #directory}
   */
  public final LabProcess start(
      String process, List<String> command, Map<String, String> environment) {
    return LabProcess.start(
        process, namespaces.inside(command), environment, directory.resolve(process + ".log"));
  }

  /** Takes the link to the bridge down, as a pulled cable does: nothing comes in or goes out. */
  public final void cutLink() {
    lab.link(this, "down");
  }

  /** Puts the link back. */
  public final void healLink() {
    lab.link(this, "up");
  }

  /**
   * Lets no more through its link than this many kilobits in a second, each way: what is more waits
   * in a queue, as on a line that is too thin.
   */
  public final void slowLink(int kilobits) {
    lab.slow(this, kilobits);
  }

  /** Gives the link its speed back. */
  public final void quickenLink() {
    lab.quicken(this);
  }

  /** The network namespace's name, as {@code ip netns} knows it. */
  public final String network() {
    return lab.id() + "-" + name;
  }

  final void end() {
    Place.thaw(network());
    namespaces.close();
  }
}
