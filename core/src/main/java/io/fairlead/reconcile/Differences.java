package io.fairlead.reconcile;

import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostItem.Kind;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Op;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must be done so that a host becomes as it should be, in an order that works: what hangs on a
 * link goes before it and comes after it. What a link's end takes along is not removed beforehand.
 * Pure.
 */
public final class Differences {
  private final HostState seen;
  private final HostState desired;
  private final Set<HostItem.Key> vanishing = new HashSet<>();
  private final Map<HostItem.Key, LinkState> madeByOthers = new HashMap<>();
  private final Map<HostItem.Key, Integer> depths = new HashMap<>();
  private final List<Op> removed = new ArrayList<>();
  private final List<Op> made = new ArrayList<>();

  private Differences(HostState seen, HostState desired) {
    this.seen = seen;
    this.desired = desired;
  }

  /** The steps from what is seen to what is desired; none where that is the same. */
  public static List<Op> between(HostState seen, HostState desired) {
    Differences differences = new Differences(seen, desired);
    differences.links();
    differences.rest();
    return differences.ordered();
  }

  private void links() {
    for (LinkState link : desired.all(LinkState.class)) {
      LinkState.Peer peer = link.peer();
      HostItem before = seen.get(link.key());
      boolean anew = false;
      if (before instanceof LinkState was && !link.sameLink(was)) {
        anew = true;
        vanish(was);
      }
      if (peer != null) {
        LinkState fresh = asMade(link, peer);
        if (anew || before == null) {
          vanishing.add(fresh.key());
          madeByOthers.put(fresh.key(), fresh);
        } else {
          madeByOthers.putIfAbsent(fresh.key(), link);
        }
      }
    }
    for (LinkState link : seen.all(LinkState.class)) {
      if (desired.get(link.key()) == null
          && !link.unasked()
          && !madeByOthers.containsKey(link.key())) {
        vanish(link);
      }
    }
    takeAlong();
  }

  private void vanish(HostItem link) {
    if (vanishing.add(link.key())) {
      removed.add(new Op.Delete(link));
    }
  }

  /** What stands on a link that goes away goes with it. */
  private void takeAlong() {
    boolean more;
    do {
      more = false;
      for (LinkState link : seen.all(LinkState.class)) {
        String parent = link.parent();
        if (parent != null && vanishing.contains(LinkState.key(link.sandbox(), parent))) {
          more |= vanishing.add(link.key());
        }
      }
    } while (more);
  }

  private void rest() {
    seen.byKey()
        .forEach(
            (key, item) -> {
              boolean wanted = item instanceof LinkState || desired.get(key) != null;
              if (!wanted && !item.unasked() && !goesWithItsLink(item)) {
                removed.add(new Op.Delete(item));
              }
            });
    desired
        .byKey()
        .forEach(
            (key, item) -> {
              HostItem before = before(key);
              if (before == null) {
                if (!item.mayBeAway()) {
                  made.add(new Op.Create(item));
                }
              } else if (!item.satisfiedBy(before)) {
                made.add(new Op.Change(before, item));
              }
            });
  }

  /** What of this key is there when it is its turn, or null. */
  private @Nullable HostItem before(HostItem.Key key) {
    LinkState fresh = madeByOthers.get(key);
    if (fresh != null && vanishing.contains(key)) {
      return fresh;
    }
    HostItem before = seen.get(key);
    if (before == null || vanishing.contains(key) || goesWithItsLink(before)) {
      return null;
    }
    if (before instanceof LinkState link && link.master() != null) {
      HostItem.Key master = LinkState.key(link.sandbox(), link.master());
      return vanishing.contains(master) ? link.under(null) : link;
    }
    return before;
  }

  private boolean goesWithItsLink(HostItem item) {
    if (vanishing.isEmpty()) {
      return false;
    }
    String link = item.link();
    return link != null && vanishing.contains(LinkState.key(item.sandbox(), link));
  }

  /** The other end of a pair, as making the pair leaves it. */
  private static LinkState asMade(LinkState link, LinkState.Peer peer) {
    return LinkState.of(peer.sandbox(), peer.name(), link.kind())
        .withMac(peer.mac())
        .withMtu(link.mtu())
        .down();
  }

  private List<Op> ordered() {
    Comparator<Op> order =
        Comparator.<Op>comparingInt(op -> op.item().key().kind().compareTo(Kind.NFT))
            .thenComparingInt(op -> depth(op.item().key(), 0));
    removed.sort(order.reversed());
    made.sort(order);
    List<Op> all = new ArrayList<>(removed.size() + made.size());
    removed.stream().filter(op -> op.item().key().kind() != Kind.NFT).forEach(all::add);
    all.addAll(made);
    removed.stream().filter(op -> op.item().key().kind() == Kind.NFT).forEach(all::add);
    return List.copyOf(all);
  }

  /** How many links must be there before this one. */
  private int depth(HostItem.Key key, int above) {
    Integer known = depths.get(key);
    if (known != null) {
      return known;
    }
    HostItem item = desired.get(key);
    item = item != null ? item : seen.get(key);
    int depth = 0;
    if (item instanceof LinkState link && above < 16) {
      for (String below : new String[] {link.master(), link.parent()}) {
        if (below != null) {
          depth = Math.max(depth, 1 + depth(LinkState.key(link.sandbox(), below), above + 1));
        }
      }
      LinkState maker = madeByOthers.get(key);
      depth = maker != null ? depth + 16 : depth;
    }
    depths.put(key, depth);
    return depth;
  }
}
