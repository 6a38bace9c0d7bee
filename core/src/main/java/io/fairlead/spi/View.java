package io.fairlead.spi;

import io.fairlead.catalog.Snapshot;
import java.util.Optional;

/** A pure function of a query and one snapshot. */
public interface View<Q, A> {
  /** The answer, or empty where this view has nothing to say of the query. */
  Optional<A> answer(Q query, Snapshot snapshot);
}
