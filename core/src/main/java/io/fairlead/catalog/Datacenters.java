package io.fairlead.catalog;

import io.fairlead.catalog.Federation.Datacenter;
import io.fairlead.catalog.Federation.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The newest snapshots of all datacenters as one object: the same one for as long as nothing in it
 * changed. Thread-safe; a look costs a read of one field for each datacenter.
 */
public final class Datacenters {
  /** What a datacenter is called where nobody said. */
  public static final String USUAL = "dc1";

  private final Member[] members;
  private volatile Federation now;

  /**
   * All of them.
   *
   * @param own the one that this agent is in; always {@link State#CURRENT}
   * @param remotes the others, nearest first
   */
  public Datacenters(Member own, List<Member> remotes) {
    members = new Member[remotes.size() + 1];
    members[Federation.OWN] = own;
    for (int i = 0; i < remotes.size(); i++) {
      members[i + 1] = remotes.get(i);
    }
    now = read();
  }

  /** One that can be asked. Both are called for each query, so they only read a field. */
  public record Member(String name, Supplier<Snapshot> snapshot, Supplier<State> state) {
    /** One that is always current. */
    public static Member current(String name, Supplier<Snapshot> snapshot) {
      return new Member(name, snapshot, () -> State.CURRENT);
    }
  }

  /** One datacenter without others. */
  public static Datacenters alone(Supplier<Snapshot> snapshot) {
    return new Datacenters(Member.current(USUAL, snapshot), List.of());
  }

  /** What is known now. */
  public Federation now() {
    Federation known = now;
    return holds(known) ? known : renewed();
  }

  @SuppressWarnings("ReferenceEquality") // a snapshot that changed is another object
  private boolean holds(Federation known) {
    if (members[Federation.OWN].snapshot.get() != known.own()) {
      return false;
    }
    for (int place = 1; place < members.length; place++) {
      Datacenter held = known.at(place);
      if (members[place].snapshot.get() != held.snapshot()
          || members[place].state.get() != held.state()) {
        return false;
      }
    }
    return true;
  }

  private synchronized Federation renewed() {
    if (!holds(now)) {
      now = read();
    }
    return now;
  }

  private Federation read() {
    List<Datacenter> read = new ArrayList<>();
    for (Member member : members) {
      read.add(new Datacenter(member.name, member.snapshot.get(), member.state.get()));
    }
    return new Federation(read);
  }
}
