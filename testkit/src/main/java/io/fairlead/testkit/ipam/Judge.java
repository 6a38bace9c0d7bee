package io.fairlead.testkit.ipam;

import io.fairlead.model.IpAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Sees every address that is given and comes back, on all hosts. Thread-safe. */
final class Judge {
  private final Map<IpAddress, String> holders = new ConcurrentHashMap<>();
  private final List<String> offences = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger given = new AtomicInteger();

  /** Somebody was given an address. */
  void given(IpAddress address, String holder) {
    given.incrementAndGet();
    String other = holders.putIfAbsent(address, holder);
    if (other != null) {
      offences.add(address + " was given to " + holder + " while " + other + " had it");
    }
  }

  /** Somebody is about to give an address back. */
  void back(IpAddress address, String holder) {
    if (!holders.remove(address, holder)) {
      offences.add(holder + " gave back " + address + ", which it did not have");
    }
  }

  List<String> offences() {
    return List.copyOf(offences);
  }

  int given() {
    return given.get();
  }

  Map<IpAddress, String> holders() {
    return holders;
  }
}
