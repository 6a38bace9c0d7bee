package io.fairlead.testkit.attach;

import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connected.Placed;
import io.fairlead.spi.Placing;
import io.fairlead.spi.SandboxSide;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sandboxes in memory. */
public final class MemorySandboxSide implements SandboxSide {
  private final Map<String, Map<String, Placed>> sandboxes = new TreeMap<>();
  private final Map<String, Integer> lives = new TreeMap<>();
  private final Set<String> hostLinks = new TreeSet<>();
  private @Nullable String refusal;

  /** A sandbox begins, or another of the same path. */
  public synchronized void begin(String sandbox) {
    sandboxes.put(sandbox, new TreeMap<>());
    lives.merge(sandbox, 1, Integer::sum);
  }

  /** A sandbox ends. */
  public synchronized void end(String sandbox) {
    sandboxes.remove(sandbox);
  }

  /** Nothing can be put anywhere from now on, for this reason; null for none. */
  public synchronized void refuse(@Nullable String why) {
    refusal = why;
  }

  /** The interfaces of a sandbox by name. */
  public synchronized Map<String, Placed> interfaces(String sandbox) {
    return Map.copyOf(sandboxes.getOrDefault(sandbox, Map.of()));
  }

  /** Changes an interface behind everybody's back. */
  public synchronized void put(String sandbox, Placed placed) {
    of(sandbox).put(placed.name(), placed);
  }

  /** The ports of other people's bridges. */
  public synchronized Set<String> hostLinks() {
    return Set.copyOf(hostLinks);
  }

  @Override
  public synchronized String namespace(String sandbox) {
    return sandboxes.containsKey(sandbox) ? sandbox + "#" + lives.get(sandbox) : "";
  }

  @Override
  public synchronized Placed place(String sandbox, Placing wanted) {
    Map<String, Placed> there = of(sandbox);
    if (refusal != null) {
      throw new AttachRefused(refusal, false);
    }
    String name = wanted.name();
    for (int i = 0; name.isEmpty(); i++) {
      name = there.containsKey(wanted.prefix() + i) ? "" : wanted.prefix() + i;
    }
    if (there.containsKey(name)) {
      throw new AttachRefused("there is an interface " + name + " already; name another", false);
    }
    if (wanted.end() instanceof Placing.End.Port(String _, String hostLink)) {
      hostLinks.add(hostLink);
    }
    Placed placed =
        new Placed(
            name,
            wanted.mac(),
            wanted.mtu(),
            true,
            wanted.mark(),
            wanted.addresses(),
            wanted.routes());
    there.put(name, placed);
    return placed;
  }

  private Map<String, Placed> of(String sandbox) {
    Map<String, Placed> there = sandboxes.get(sandbox);
    if (there == null) {
      throw new AttachRefused(sandbox + " has ended", false);
    }
    return there;
  }

  @Override
  public synchronized Connected.@Nullable Placed look(String sandbox, String name) {
    return of(sandbox).get(name);
  }

  @Override
  public synchronized void end(String sandbox, String name, String mark) {
    Placed placed = of(sandbox).get(name);
    if (placed != null && placed.mark().equals(mark)) {
      of(sandbox).remove(name);
    }
  }

  @Override
  public synchronized void endOnHost(String link) {
    hostLinks.remove(link);
  }
}
