package io.fairlead.catalog;

import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import org.jspecify.annotations.Nullable;

/**
 * When services ended, for watchers that ask later; the newest {@value #KEPT} are told apart, older
 * ones share one bound. Immutable.
 */
final class Tombstones {
  static final int KEPT = 1024;
  static final Tombstones NONE =
      new Tombstones(PersistentMap.empty(), PersistentMap.empty(), Revision.ZERO);

  private final PersistentMap<ServiceKey, Grave> byService;
  private final PersistentMap<Grave, Grave> oldestFirst;
  private final Revision forgotten;

  private Tombstones(
      PersistentMap<ServiceKey, Grave> byService,
      PersistentMap<Grave, Grave> oldestFirst,
      Revision forgotten) {
    this.byService = byService;
    this.oldestFirst = oldestFirst;
    this.forgotten = forgotten;
  }

  /** When this service ended, or the newest end that is no longer told apart. */
  Revision ended(ServiceKey service) {
    Grave grave = byService.get(service);
    return grave == null ? forgotten : grave.ended();
  }

  Tombstones with(ServiceKey service, Revision ended) {
    Tombstones cleared = without(service);
    Grave grave = new Grave(ended, service);
    Tombstones next =
        new Tombstones(
            cleared.byService.with(service, grave),
            cleared.oldestFirst.with(grave, grave),
            forgotten);
    if (next.oldestFirst.size() <= KEPT) {
      return next;
    }
    Grave oldest = next.oldestFirst.iterator().next();
    Tombstones rest = next.without(oldest.service());
    return new Tombstones(rest.byService, rest.oldestFirst, oldest.ended());
  }

  Tombstones without(ServiceKey service) {
    @Nullable Grave grave = byService.get(service);
    return grave == null
        ? this
        : new Tombstones(byService.without(service), oldestFirst.without(grave), forgotten);
  }

  private record Grave(Revision ended, ServiceKey service) implements Comparable<Grave> {
    @Override
    public int compareTo(Grave other) {
      int byTime = ended.compareTo(other.ended);
      return byTime != 0 ? byTime : service.compareTo(other.service);
    }
  }
}
