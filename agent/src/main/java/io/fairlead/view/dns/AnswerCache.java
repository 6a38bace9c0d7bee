package io.fairlead.view.dns;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.dns.NameBytes;
import io.fairlead.wire.dns.Query;
import org.jspecify.annotations.Nullable;

/**
 * A table of fixed size: sets of {@value #WAYS} places, in which the one longest unused gives way,
 * and a bound on the memory of all. Used by one thread.
 */
final class AnswerCache {
  static final int WAYS = 8;

  private final int mask;
  private final long maxOctets;
  private final int[] hashes;
  private final @Nullable CachedQuestion[] places;
  private long octets;
  private int tick;
  private int hand;

  /**
   * An empty table.
   *
   * @param sets a power of two
   * @param maxOctets memory of all entries at most, about
   */
  AnswerCache(int sets, long maxOctets) {
    mask = sets - 1;
    this.maxOctets = maxOctets;
    hashes = new int[sets * WAYS];
    places = new CachedQuestion[sets * WAYS];
  }

  static int hash(Query query, @Nullable IpAddress asker) {
    int name = NameBytes.hash(query.message(), query.nameOffset(), query.nameLength());
    long by = asker == null ? 0 : asker.high() * 31 + asker.low();
    return name + query.type() * 0x9e37_79b1 + (int) (by ^ (by >>> 32)) * 0x85eb_ca6b;
  }

  @Nullable CachedQuestion find(int hash, Query query, @Nullable IpAddress asker) {
    int base = base(hash);
    for (int i = base; i < base + WAYS; i++) {
      if (hashes[i] == hash) {
        CachedQuestion entry = places[i];
        if (entry != null && entry.asks(query, asker)) {
          entry.touch(++tick);
          return entry;
        }
      }
    }
    return null;
  }

  /**
   * Keeps an entry that {@link #find} does not find, unless it alone takes an eighth of the room.
   */
  void add(int hash, CachedQuestion entry) {
    if (entry.octets() > maxOctets / 8) {
      return;
    }
    int base = base(hash);
    int chosen = base;
    int longest = -1;
    for (int i = base; i < base + WAYS; i++) {
      CachedQuestion held = places[i];
      if (held == null) {
        chosen = i;
        break;
      }
      if (held.age(tick) > longest) {
        longest = held.age(tick);
        chosen = i;
      }
    }
    drop(chosen);
    entry.touch(++tick);
    hashes[chosen] = hash;
    places[chosen] = entry;
    octets += entry.octets();
    shrink(chosen);
  }

  void remove(int hash, CachedQuestion entry) {
    int base = base(hash);
    for (int i = base; i < base + WAYS; i++) {
      if (places[i] == entry) {
        drop(i);
      }
    }
  }

  /** Memory of all entries, about. */
  long octets() {
    return octets;
  }

  private int base(int hash) {
    return ((hash ^ (hash >>> 15)) & mask) * WAYS;
  }

  private void drop(int place) {
    CachedQuestion held = places[place];
    if (held != null) {
      octets -= held.octets();
      places[place] = null;
    }
  }

  private void shrink(int spared) {
    while (octets > maxOctets) {
      if (hand != spared) {
        drop(hand);
      }
      hand = (hand + 1) & (places.length - 1);
    }
  }
}
