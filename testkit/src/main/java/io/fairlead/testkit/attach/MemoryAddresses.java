package io.fairlead.testkit.attach;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import io.fairlead.model.net.Network;
import io.fairlead.model.net.Pool;
import io.fairlead.spi.Addresses;
import io.fairlead.spi.AttachRefused;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Addresses of one node with nobody beside, the lowest first; what comes back is given again at
 * once. Outlives the agents on it. Thread-safe.
 */
public final class MemoryAddresses implements Addresses {
  // "network address" -> holder
  private final Map<String, String> given = new TreeMap<>();

  // "network address" of what came back and must rest
  private final Set<String> rests = new TreeSet<>();

  @Override
  public synchronized IpPrefix give(Network network, Wanted wanted) {
    for (Pool pool : network.pools(wanted.v6())) {
      IpPrefix subnet = wanted.subnet();
      if (subnet != null && !subnet.equals(pool.subnet())) {
        continue;
      }
      IpAddress asked = wanted.address();
      if (asked != null) {
        String holder = given.getOrDefault(key(network.name(), asked), wanted.holder());
        if (pool.mayHold(asked) && holder.equals(wanted.holder())) {
          return give(network, pool, asked, wanted.holder());
        }
        continue;
      }
      IpAddress last = pool.subnet().last();
      for (IpAddress one = pool.subnet().first(); !one.equals(last); one = one.plus(1)) {
        if (pool.mayChoose(one) && !given.containsKey(key(network.name(), one))) {
          return give(network, pool, one, wanted.holder());
        }
      }
    }
    throw new AttachRefused(
        "network " + network.name() + " has no address for " + wanted.holder(), false);
  }

  private IpPrefix give(Network network, Pool pool, IpAddress address, String holder) {
    rests.remove(key(network.name(), address));
    given.put(key(network.name(), address), holder);
    return new IpPrefix(address, pool.subnet().length());
  }

  @Override
  public synchronized void hold(String network, IpAddress address, String holder, String name) {
    given.computeIfPresent(key(network, address), (key, before) -> holder);
  }

  @Override
  public synchronized void giveBack(String network, IpAddress address) {
    if (given.remove(key(network, address)) != null) {
      rests.add(key(network, address));
    }
  }

  @Override
  public synchronized void giveBackUnused(String network, IpAddress address) {
    given.remove(key(network, address));
  }

  @Override
  public synchronized void settle(Collection<InUse> all) {
    Set<String> inUse = new HashSet<>();
    for (InUse one : all) {
      inUse.add(key(one.network(), one.address()));
      given.putIfAbsent(key(one.network(), one.address()), one.holder());
    }
    given.keySet().retainAll(inUse);
  }

  /** What is given: network and address, with whom it is given to. */
  public synchronized Map<String, String> given() {
    return Map.copyOf(given);
  }

  /** What came back and would rest: network and address. */
  public synchronized Set<String> rests() {
    return Set.copyOf(rests);
  }

  private static String key(String network, IpAddress address) {
    return network + " " + address;
  }
}
