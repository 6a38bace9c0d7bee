package io.fairlead.linux.shortway;

import io.fairlead.linux.bpf.BpfException;
import io.fairlead.linux.bpf.BpfLink;
import io.fairlead.linux.bpf.BpfMap;
import io.fairlead.linux.bpf.Pins;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.ShortLink;
import io.fairlead.spi.kernel.ShortWay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The short ways of one host: the program at its links, and what is in its maps. All of it is
 * pinned, so that packets take them while no agent runs. Used by one thread at a time.
 */
public final class ShortWays implements AutoCloseable {
  private static final Path OURS = Pins.ROOT.resolve("fairlead");

  private final NetworkNamespace host;
  private final Path folder;
  private @Nullable Ground ground;

  /** Those of the host that this namespace stands for; nothing is touched yet. */
  public ShortWays(NetworkNamespace host) {
    this.host = host;
    this.folder = folder(host);
  }

  /** Where all of a host's is pinned, where it has any. */
  public static Path folder(NetworkNamespace host) {
    return OURS.resolve(Long.toString(inode(host)));
  }

  /**
   * What is there.
   *
   * @param names of the host's links by their indexes
   */
  public List<HostItem> list(Map<Integer, String> names) {
    List<HostItem> items = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      drop();
      return items;
    }
    Ground known = known();
    for (Pin pin : pins()) {
      items.add(seen(pin, known, names));
    }
    if (known != null) {
      for (BpfMap.Entry entry : known.ways().entries()) {
        ShortWay way = Layout.way(entry, index -> names.getOrDefault(index, "gone" + index));
        if (way != null) {
          items.add(way);
        }
      }
    }
    return items;
  }

  private ShortLink seen(Pin pin, @Nullable Ground known, Map<Integer, String> names) {
    byte[] network = known == null ? null : known.links().get(Layout.number(pin.index()));
    boolean current = false;
    try (BpfLink link = BpfLink.open(pin.in(folder))) {
      if (link != null && known != null && network != null) {
        BpfLink.Held held = link.held();
        current =
            held.index() == pin.index()
                && held.program() == known.program().id()
                && pin.link().equals(names.get(pin.index()));
      }
    }
    return new ShortLink(
        Sandbox.HOST, pin.link(), network == null ? 0 : Layout.number(network), current);
  }

  /**
   * Does a step.
   *
   * @param indexes the index of a link by its name, 0 where there is none
   * @return why it could not be done, or empty
   */
  public String apply(Op op, ToIntFunction<String> indexes) {
    HostItem item = op.item();
    if (!item.sandbox().isHost()) {
      return op instanceof Op.Delete ? "" : "short ways are the host's own";
    }
    try {
      if (op instanceof Op.Delete) {
        remove(item);
        return "";
      }
      String link = String.valueOf(item.link());
      int index = indexes.applyAsInt(link);
      if (index == 0) {
        return "there is no link " + link;
      }
      switch (item) {
        case ShortLink at -> hold(at, index);
        case ShortWay way -> ready().ways().put(Layout.key(way), Layout.value(way, index));
        default -> throw new IllegalArgumentException(item + " is no short way");
      }
      return "";
    } catch (BpfException | UncheckedIOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void hold(ShortLink wanted, int index) {
    Ground ready = ready();
    ready.links().put(Layout.number(index), Layout.number(wanted.network()));
    for (Pin pin : pins()) {
      if (pin.link().equals(wanted.link())) {
        if (pin.index() == index && update(pin, ready)) {
          return;
        }
        remove(pin);
        ready.links().put(Layout.number(index), Layout.number(wanted.network()));
      }
    }
    try (BpfLink link = host.call(() -> BpfLink.atLink(ready.program(), index))) {
      link.pin(new Pin(index, wanted.link()).in(folder));
    }
  }

  /** Changes the program where it is held still. */
  private boolean update(Pin pin, Ground ready) {
    try (BpfLink link = BpfLink.open(pin.in(folder))) {
      if (link == null || link.held().index() != pin.index()) {
        return false;
      }
      if (link.held().program() != ready.program().id()) {
        link.update(ready.program());
      }
      return true;
    }
  }

  private void remove(HostItem item) {
    switch (item) {
      case ShortLink at -> {
        for (Pin pin : pins()) {
          if (pin.link().equals(at.link())) {
            remove(pin);
          }
        }
      }
      case ShortWay way -> {
        Ground known = known();
        if (known != null) {
          known.ways().remove(Layout.key(way));
        }
      }
      default -> throw new IllegalArgumentException(item + " is no short way");
    }
  }

  private void remove(Pin pin) {
    try (BpfLink link = BpfLink.open(pin.in(folder))) {
      if (link != null && link.held().index() != 0) {
        link.detach(); // at once; the kernel takes its time for what is only let go of
      }
    }
    delete(pin.in(folder));
    Ground known = known();
    if (known != null) {
      known.links().remove(Layout.number(pin.index()));
    }
  }

  /** Removes what only stood ready, where nothing needs it any more. */
  public void tidy() {
    Ground known = known();
    if (pins().isEmpty() && (known == null || known.ways().entries().isEmpty())) {
      drop();
      if (Files.isDirectory(folder)) {
        Ground.remove(folder);
        delete(folder);
      }
    }
  }

  /** Packets that took a short way, by the number of their network. */
  public Map<Integer, Long> packets() {
    Map<Integer, Long> packets = new TreeMap<>();
    Ground known = known();
    if (known != null) {
      for (BpfMap.Entry entry : known.counts().entries()) {
        long sum = 0;
        for (int at = 0; at < entry.value().length; at += Layout.COUNTS.value()) {
          sum += Layout.large(entry.value(), at);
        }
        packets.put(Layout.number(entry.key()), sum);
      }
    }
    return packets;
  }

  /** What is pinned, or null. */
  private @Nullable Ground known() {
    if (ground != null && !ground.isPinnedIn(folder)) {
      drop();
    }
    if (ground == null && Files.isDirectory(folder)) {
      ground = Ground.open(folder);
    }
    return ground;
  }

  /** What is pinned, made where nothing is. */
  private Ground ready() {
    Ground known = known();
    if (known == null) {
      sweep();
      Pins.folder(Pins.ROOT.relativize(folder));
      known = Ground.make(folder);
      ground = known;
    }
    return known;
  }

  private void drop() {
    if (ground != null) {
      ground.close();
      ground = null;
    }
  }

  private List<Pin> pins() {
    return pins(folder);
  }

  private static List<Pin> pins(Path folder) {
    List<Pin> pins = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      for (Path file : files(folder)) {
        Pin pin = Pin.read(file);
        if (pin != null) {
          pins.add(pin);
        }
      }
    }
    return pins;
  }

  /**
   * Removes what is left of hosts that are gone, as those of tests are: no link of theirs lives.
   */
  private static void sweep() {
    if (!Files.isDirectory(OURS)) {
      return;
    }
    for (Path one : files(OURS)) {
      List<Pin> pins = pins(one);
      if (!pins.isEmpty() && pins.stream().noneMatch(pin -> isHeld(pin.in(one)))) {
        pins.forEach(pin -> delete(pin.in(one)));
        Ground.remove(one);
        delete(one);
      }
    }
  }

  private static boolean isHeld(Path pin) {
    try (BpfLink link = BpfLink.open(pin)) {
      return link != null && link.held().index() != 0;
    }
  }

  private static List<Path> files(Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(files::add);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
    return files;
  }

  private static void delete(Path pin) {
    try {
      Files.deleteIfExists(pin);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + pin, e);
    }
  }

  private static long inode(NetworkNamespace host) {
    Path file = Path.of("/proc/self/fd", Integer.toString(host.file()));
    try {
      return (Long) Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell which namespace " + host + " is", e);
    }
  }

  /** What is pinned stays. */
  @Override
  public void close() {
    drop();
  }
}
