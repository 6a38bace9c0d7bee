package io.fairlead.linux.shortway;

import io.fairlead.linux.bpf.BpfMap;
import io.fairlead.linux.bpf.BpfProgram;
import io.fairlead.linux.bpf.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The program with its maps, pinned in a folder of this host's: an agent that begins takes them
 * over as the one before has left them, and changes the program where it brings another.
 */
record Ground(BpfMap links, BpfMap ways, BpfMap counts, BpfProgram program)
    implements AutoCloseable {
  private static final String PROGRAM = "program";

  /** The files that it is pinned to. */
  static final List<String> FILES = List.of(Program.LINKS, Program.WAYS, Program.COUNTS, PROGRAM);

  /** What is pinned in a folder; null where a part of it is missing. */
  static @Nullable Ground open(Path folder) {
    BpfMap links = BpfMap.open(Layout.LINKS, folder.resolve(Program.LINKS));
    BpfMap ways = BpfMap.open(Layout.WAYS, folder.resolve(Program.WAYS));
    BpfMap counts = BpfMap.open(Layout.COUNTS, folder.resolve(Program.COUNTS));
    if (links == null || ways == null || counts == null) {
      closeAll(links, ways, counts);
      return null;
    }
    return new Ground(links, ways, counts, program(folder, links, ways, counts));
  }

  /** All of it anew, in place of what may be there. */
  static Ground make(Path folder) {
    remove(folder);
    BpfMap links = BpfMap.create(Layout.LINKS);
    BpfMap ways = BpfMap.create(Layout.WAYS);
    BpfMap counts = BpfMap.create(Layout.COUNTS);
    try {
      BpfProgram program = program(folder, links, ways, counts);
      links.pin(folder.resolve(Program.LINKS));
      ways.pin(folder.resolve(Program.WAYS));
      counts.pin(folder.resolve(Program.COUNTS));
      return new Ground(links, ways, counts, program);
    } catch (RuntimeException e) {
      closeAll(links, ways, counts);
      throw e;
    }
  }

  /** The one that is pinned where it is the same as ours, else ours, which is pinned instead. */
  private static BpfProgram program(Path folder, BpfMap links, BpfMap ways, BpfMap counts) {
    Map<String, BpfMap> maps =
        Map.of(Program.LINKS, links, Program.WAYS, ways, Program.COUNTS, counts);
    Path pin = folder.resolve(PROGRAM);
    BpfProgram fresh = BpfProgram.load(Program.code(), Place.LINK_INGRESS, maps);
    try {
      BpfProgram before = BpfProgram.open(Place.LINK_INGRESS, pin);
      if (before != null && before.tag().equals(fresh.tag())) {
        fresh.close();
        return before;
      }
      closeAll(before);
      delete(pin);
      fresh.pin(pin);
      return fresh;
    } catch (RuntimeException e) {
      fresh.close();
      throw e;
    }
  }

  /** Takes the pins away; what is held somewhere goes on. */
  static void remove(Path folder) {
    FILES.forEach(name -> delete(folder.resolve(name)));
  }

  private static void delete(Path pin) {
    try {
      Files.deleteIfExists(pin);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + pin, e);
    }
  }

  /** Whether what is pinned is this still. */
  boolean isPinnedIn(Path folder) {
    return ways.isPinnedTo(folder.resolve(Program.WAYS))
        && links.isPinnedTo(folder.resolve(Program.LINKS))
        && counts.isPinnedTo(folder.resolve(Program.COUNTS))
        && program.isPinnedTo(folder.resolve(PROGRAM));
  }

  private static void closeAll(@Nullable AutoCloseable... some) {
    for (AutoCloseable one : some) {
      switch (one) {
        case BpfMap map -> map.close();
        case BpfProgram program -> program.close();
        case null, default -> {}
      }
    }
  }

  @Override
  public void close() {
    closeAll(links, ways, counts, program);
  }
}
