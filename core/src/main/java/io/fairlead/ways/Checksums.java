package io.fairlead.ways;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Whether checksums of what goes out in UDP can be left to the network card. Some cards and virtual
 * ones do not find those within UDP; then echoes pass, whose checksums the kernel fills in, and TCP
 * does not. A node that does not answer TCP is tried once more with checksums filled in here: where
 * that helps it stays so, else something else keeps TCP from it. Time comes from outside, in
 * nanoseconds. Used by one thread, {@link #filled} and {@link #words} apart.
 */
public final class Checksums {
  private static final int MISSES = 3;
  private static final int AT_ONCE = 8;
  private static final long SOON = Duration.ofSeconds(1).toNanos();
  private static final long LATER = Duration.ofMinutes(5).toNanos();

  private final RandomGenerator random;
  private final Map<String, Node> nodes = new TreeMap<>();
  private String suspect = "";
  private volatile boolean filled;
  private volatile String words = "";

  private static final class Node {
    private long next;
    private int misses;
    private boolean asked;
    private boolean closed;

    private Node(long now) {
      next = now;
    }
  }

  /** Left to the card; {@code random} spreads the questions. */
  public Checksums(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Whom to ask by TCP now.
   *
   * @param reached the nodes that answer echoes in UDP
   */
  public List<String> due(Collection<String> reached, long now) {
    nodes.keySet().retainAll(reached);
    if (!suspect.isEmpty() && !nodes.containsKey(suspect)) {
      leave();
    }
    for (String name : reached) {
      nodes.computeIfAbsent(name, fresh -> new Node(now));
    }
    long running = nodes.values().stream().filter(one -> one.asked).count();
    List<String> due = new ArrayList<>();
    for (Map.Entry<String, Node> entry : nodes.entrySet()) {
      Node node = entry.getValue();
      if (!node.asked && now - node.next >= 0 && running + due.size() < AT_ONCE) {
        node.asked = true;
        due.add(entry.getKey());
      }
    }
    return due;
  }

  /** It answered, with a connection or a refusal. */
  public void answered(String name, long now) {
    Node node = nodes.get(name);
    if (node == null) {
      return;
    }
    boolean helped = name.equals(suspect) || (!suspect.isEmpty() && node.misses >= MISSES - 1);
    node.asked = false;
    node.misses = 0;
    node.next = now + LATER + random.nextLong(LATER);
    if (helped) {
      suspect = "";
      words =
          name
              + " got TCP in UDP only with checksums that this host fills in; what is below its link"
              + " does not, so this host does";
    }
  }

  /** It did not. */
  public void missed(String name, long now) {
    Node node = nodes.get(name);
    if (node == null) {
      return;
    }
    node.asked = false;
    node.next = now + SOON;
    if (++node.misses < MISSES) {
      return;
    }
    node.misses = 0;
    if (name.equals(suspect)) {
      node.closed = true;
      leave();
    } else if (!filled && !node.closed) {
      suspect = name;
      filled = true;
      return;
    }
    // While another is on trial its turn comes soon.
    node.next = now + (suspect.isEmpty() ? LATER + random.nextLong(LATER) : 5 * SOON);
  }

  private void leave() {
    suspect = "";
    filled = false;
  }

  /** Whether this host fills them in. */
  public boolean filled() {
    return filled;
  }

  /** Why it does for good, or empty. */
  public String words() {
    return words;
  }
}
