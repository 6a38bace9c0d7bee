package io.fairlead.catalog;

import java.util.List;

/**
 * What is known of all datacenters at one moment: the own one and the others, nearest first.
 * Immutable. A datacenter is told by its place: {@link #OWN}, then 1, 2, ...
 */
public final class Federation {
  /** The place of the datacenter that this agent is in. */
  public static final int OWN = 0;

  private static final int UNKNOWN = -1;

  private final Snapshot own;
  private final List<Datacenter> datacenters;

  Federation(List<Datacenter> datacenters) {
    this.datacenters = List.copyOf(datacenters);
    own = datacenters.getFirst().snapshot();
  }

  /** How fresh a snapshot is. */
  public enum State {
    /** It is what the store holds. */
    CURRENT,
    /** The store cannot be reached: it is the last that was known. */
    CUT_OFF,
    /** There is none yet: the store has not been read since there is a data folder. */
    UNREAD
  }

  /** One datacenter. */
  public record Datacenter(String name, Snapshot snapshot, State state) {}

  /** One datacenter without others. */
  public static Federation alone(String name, Snapshot snapshot) {
    return new Federation(List.of(new Datacenter(name, snapshot, State.CURRENT)));
  }

  /** What the own datacenter's store holds. */
  public Snapshot own() {
    return own;
  }

  /** How many datacenters there are, the own one counted. */
  public int size() {
    return datacenters.size();
  }

  /** The datacenter at a place. */
  public Datacenter at(int place) {
    return datacenters.get(place);
  }

  /** The place of the datacenter of this name, or a negative number where there is none. */
  public int place(String name) {
    for (int place = OWN; place < datacenters.size(); place++) {
      if (datacenters.get(place).name().equals(name)) {
        return place;
      }
    }
    return UNKNOWN;
  }
}
