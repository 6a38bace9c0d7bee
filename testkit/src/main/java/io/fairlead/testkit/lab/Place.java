package io.fairlead.testkit.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * What a lab owns on this machine, by name: the directory {@code /tmp/fl-XXXXXX}, and the network
 * namespaces and cgroups whose names start likewise. A lock on a file in the directory shows that
 * the owner lives; the kernel lets go of it when the owner dies, however it does.
 */
final class Place implements AutoCloseable {
  private static final String PREFIX = "fl-";
  private static final Path ROOT = Path.of("/tmp");
  private static final Path NETWORKS = Path.of("/run/netns");
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
  private static final String LOCK = "lock";
  private static final int ID_LENGTH = PREFIX.length() + 6;

  // Closing any channel on a file gives up this process's locks on it, so a sweep never opens
  // these.
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private final String id;
  private final FileChannel lock;

  private Place(String id, FileChannel lock) {
    this.id = id;
    this.lock = lock;
  }

  /** A new place. It is locked before it bears its name, so no sweep sees it without an owner. */
  static Place take() {
    String id = "%s%06x".formatted(PREFIX, ThreadLocalRandom.current().nextInt(1 << 24));
    try {
      Path unnamed = Files.createTempDirectory(ROOT, "." + PREFIX);
      FileChannel lock =
          FileChannel.open(
              unnamed.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lock.lock();
      OWN.add(id);
      Files.move(unnamed, ROOT.resolve(id));
      return new Place(id, lock);
    } catch (IOException e) {
      throw new LabException("The lab's directory " + ROOT.resolve(id) + " cannot be made", e);
    }
  }

  /** Removes what the labs of dead owners left. */
  static void sweep() {
    Set<String> ids = new HashSet<>();
    for (Path parent : parents()) {
      for (Path left : named(parent, PREFIX)) {
        String name = left.getFileName().toString();
        if (name.length() >= ID_LENGTH) {
          ids.add(name.substring(0, ID_LENGTH));
        }
      }
    }
    ids.removeAll(OWN);
    ids.forEach(Place::removeUnlessOwned);
  }

  String id() {
    return id;
  }

  Path directory() {
    return ROOT.resolve(id);
  }

  /** Copies what the processes of a host wrote to {@code target/lab/ID/HOST}. */
  void keepLogs(Path host) {
    Path build = Path.of("target");
    if (!Files.isDirectory(build)) {
      return;
    }
    try {
      Path kept = build.resolve("lab").resolve(id).resolve(host.getFileName());
      Files.createDirectories(kept);
      for (Path file : children(host)) {
        if (file.toString().endsWith(".log")) {
          Files.copy(file, kept.resolve(file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new LabException("The logs of " + host + " cannot be kept", e);
    }
  }

  @Override
  public void close() {
    try (lock) {
      remove(id);
      OWN.remove(id);
    } catch (IOException e) {
      throw new LabException("The lock of " + id + " cannot be closed", e);
    }
  }

  private static void removeUnlessOwned(String id) {
    Path lockFile = ROOT.resolve(id).resolve(LOCK);
    if (!Files.exists(lockFile)) {
      remove(id);
      return;
    }
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        remove(id);
      }
    } catch (IOException e) {
      throw new LabException("Whether " + id + " has an owner cannot be found out", e);
    }
  }

  /** Lets paused containers go on: where cgroup v1 froze them, even SIGKILL waits for that. */
  static void thaw(String prefix) {
    for (Path host : named(CGROUPS.resolve("freezer"), prefix)) {
      for (Path container : children(host)) {
        Path state = container.resolve("freezer.state");
        try {
          if (Files.exists(state)) {
            Files.writeString(state, "THAWED", StandardOpenOption.WRITE);
          }
        } catch (IOException e) {
          if (Files.exists(state)) {
            throw new LabException(state + " cannot be thawed", e);
          }
        }
      }
    }
  }

  private static void remove(String id) {
    thaw(id);
    for (Path network : named(NETWORKS, id)) {
      removeNetwork(network);
    }
    for (Path parent : cgroupRoots()) {
      named(parent, id).forEach(Place::removeTree);
    }
    removeTree(ROOT.resolve(id));
  }

  private static void removeNetwork(Path network) {
    String name = network.getFileName().toString();
    Command.Result result =
        Command.run(List.of(Command.tool("ip", "iproute2"), "netns", "delete", name), Map.of());
    if (Files.exists(network)) {
      result.outputOrFail();
    }
  }

  private static List<Path> parents() {
    List<Path> parents = new ArrayList<>(cgroupRoots());
    parents.add(ROOT);
    parents.add(NETWORKS);
    return parents;
  }

  /** One tree (cgroup v2), or one for each controller (v1). */
  private static List<Path> cgroupRoots() {
    List<Path> roots = new ArrayList<>(children(CGROUPS));
    roots.add(CGROUPS);
    roots.removeIf(path -> !Files.isDirectory(path) || Files.isSymbolicLink(path));
    return roots;
  }

  private static List<Path> named(Path parent, String prefix) {
    return children(parent).stream()
        .filter(child -> child.getFileName().toString().startsWith(prefix))
        .toList();
  }

  private static List<Path> children(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(parent)) {
      return children.toList();
    } catch (IOException e) {
      throw new LabException(parent + " cannot be read", e);
    }
  }

  /** Removes directories from the deepest up, and files; those of a cgroup go with it. */
  private static void removeTree(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    boolean cgroup = tree.startsWith(CGROUPS);
    try (Stream<Path> paths = Files.walk(tree)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        if (!cgroup || Files.isDirectory(path)) {
          Files.deleteIfExists(path);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new LabException(tree + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
