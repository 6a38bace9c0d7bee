package io.fairlead.testkit.attach;

import io.fairlead.model.IpPrefix;
import io.fairlead.spi.AttachRefused;
import io.fairlead.spi.Connected;
import io.fairlead.spi.Connecting;
import io.fairlead.spi.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says that it attaches, and attaches nothing. Thread-safe. */
public final class MemoryConnecting implements Connecting {
  private static final int MTU = 1500;

  private final Map<String, Connected> known = new TreeMap<>();
  private @Nullable AttachRefused refusal;
  private @Nullable String trouble;

  /** Refuses everything from now on; null for not. */
  public synchronized void refuse(@Nullable AttachRefused why) {
    refusal = why;
  }

  /** This is wrong with all that is attached from now on; null for nothing. */
  public synchronized void spoil(@Nullable String what) {
    trouble = what;
  }

  @Override
  public synchronized Connected connect(Connection wanted) {
    if (refusal != null) {
      throw refusal;
    }
    List<IpPrefix> addresses =
        wanted.addresses().isEmpty()
            ? List.of(IpPrefix.parse("10.1.0." + (known.size() + 2) + "/24"))
            : wanted.addresses();
    String name = wanted.ifname().isEmpty() ? "eth0" : wanted.ifname();
    Connected made =
        new Connected(
            wanted,
            "4:1",
            true,
            "",
            new Connected.Placed(name, wanted.mac(), MTU, true, "mark", addresses, List.of()));
    return known.computeIfAbsent(wanted.id(), id -> made);
  }

  @Override
  public synchronized boolean disconnect(String id) {
    return known.remove(id) != null;
  }

  @Override
  public synchronized Optional<String> trouble(String id) {
    return known.containsKey(id) ? Optional.ofNullable(trouble) : Optional.of("it is not there");
  }

  @Override
  public synchronized List<Connected> all() {
    return List.copyOf(known.values());
  }

  @Override
  public synchronized Optional<String> unready() {
    return Optional.ofNullable(trouble);
  }
}
