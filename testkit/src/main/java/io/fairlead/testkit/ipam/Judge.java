package io.fairlead.testkit.ipam;

import io.fairlead.model.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sees every address that is given and comes back, on all hosts, whatever they can see of each
 * other. Thread-safe.
 */
final class Judge {
  private final List<String> offences = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger given = new AtomicInteger();
  private final AtomicInteger rested = new AtomicInteger();
  private final long cooling;

  // All guarded by this.
  private final Map<IpAddress, String> holders = new HashMap<>();
  private final Map<IpAddress, Long> back = new HashMap<>();

  /** One that wants addresses to rest for so long before anybody else gets them. */
  Judge(Duration cooling) {
    this.cooling = cooling.toNanos();
  }

  /** Somebody was given an address that he asked for, or that goes with his name. */
  void given(IpAddress address, String holder) {
    given(address, holder, false);
  }

  /**
   * Somebody was given an address.
   *
   * @param any whether he wanted any, so that it must have rested
   */
  synchronized void given(IpAddress address, String holder, boolean any) {
    given.incrementAndGet();
    String other = holders.putIfAbsent(address, holder);
    if (other != null) {
      offences.add(address + " was given to " + holder + " while " + other + " had it");
    }
    Long since = back.get(address);
    if (any && since != null) {
      rested.incrementAndGet();
      long rest = System.nanoTime() - since;
      if (rest < cooling) {
        offences.add(address + " was given to " + holder + " after a rest of " + rest + " ns");
      }
    }
  }

  /** Somebody is about to give an address back. */
  synchronized void back(IpAddress address, String holder) {
    back.put(address, System.nanoTime());
    if (!holders.remove(address, holder)) {
      offences.add(holder + " gave back " + address + ", which it did not have");
    }
  }

  /** Somebody ended with its host. */
  synchronized void died(IpAddress address, String holder) {
    if (!holders.remove(address, holder)) {
      offences.add(holder + " died with " + address + ", which it did not have");
    }
  }

  /** A host lost its power: what rested in its memory need not rest any more. */
  synchronized void powerFailed() {
    back.clear();
  }

  /** Who has this address, or empty. */
  synchronized String holder(IpAddress address) {
    return holders.getOrDefault(address, "");
  }

  List<String> offences() {
    return List.copyOf(offences);
  }

  int given() {
    return given.get();
  }

  /**
   * How many addresses were given to others than before, of which it was known when they came back.
   */
  int rested() {
    return rested.get();
  }
}
