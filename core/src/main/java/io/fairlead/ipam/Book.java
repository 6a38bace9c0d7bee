package io.fairlead.ipam;

import io.fairlead.model.IpAddress;
import io.fairlead.model.IpPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of addresses: the sum of all entries so far, the last of each address. For
 * one thread at a time.
 */
final class Book {
  private final Map<String, NavigableMap<IpAddress, Entry>> networks = new HashMap<>();

  // Where the last choice in a block was: the next is after it, so that addresses rest longest.
  private final Map<IpPrefix, IpAddress> last = new HashMap<>();

  /** Takes the last word on an address. */
  void apply(Entry entry) {
    if (entry.use() == Entry.Use.FREE) {
      NavigableMap<IpAddress, Entry> known = networks.get(entry.network());
      if (known != null && known.remove(entry.address()) != null && known.isEmpty()) {
        networks.remove(entry.network());
      }
    } else {
      networks
          .computeIfAbsent(entry.network(), name -> new TreeMap<>())
          .put(entry.address(), entry);
    }
  }

  /** What is known of an address, or null. */
  @Nullable Entry at(String network, IpAddress address) {
    NavigableMap<IpAddress, Entry> known = networks.get(network);
    return known == null ? null : known.get(address);
  }

  /** Whether {@code who} may have this address where it is chosen for them. */
  boolean isFree(String network, IpAddress address, String who, Instant now) {
    Entry entry = at(network, address);
    return entry == null || entry.isFreeFor(who, now);
  }

  /** What is known of a range, in order. */
  List<Entry> in(String network, IpPrefix range) {
    NavigableMap<IpAddress, Entry> known = networks.get(network);
    return known == null
        ? List.of()
        : List.copyOf(known.subMap(range.first(), true, range.last(), true).values());
  }

  /** All that is known, the addresses of each network in order. */
  List<Entry> all() {
    List<Entry> all = new ArrayList<>();
    networks.values().forEach(known -> all.addAll(known.values()));
    return all;
  }

  /** What is known of a network. */
  List<Entry> of(String network) {
    NavigableMap<IpAddress, Entry> known = networks.get(network);
    return known == null ? List.of() : List.copyOf(known.values());
  }

  /** Forgets who has had what rested long enough. */
  List<Entry> rested(Instant now) {
    return all().stream()
        .filter(entry -> entry.use() == Entry.Use.RESTING && !now.isBefore(entry.until()))
        .toList();
  }

  /** The address in {@code block} after which the next choice is looked for, or null. */
  @Nullable IpAddress last(IpPrefix block) {
    return last.get(block);
  }

  /** This address was chosen in {@code block}. */
  void chose(IpPrefix block, IpAddress address) {
    last.put(block, address);
  }
}
