package io.fairlead.view.http;

import io.fairlead.catalog.Catalog;
import io.fairlead.catalog.Federation.State;
import io.fairlead.catalog.Snapshot;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Refusal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A datacenter's catalog, as reads see it.
 *
 * @param state how fresh it is
 * @param age since it was last known to be what the store holds
 * @param store reads what the store holds now; it waits, and throws {@link
 *     io.fairlead.spi.StoreException} where the store is away
 */
public record Site(
    String name,
    Catalog catalog,
    Supplier<State> state,
    Supplier<Duration> age,
    Supplier<Snapshot> store) {

  /** In words: {@code current}, {@code cut off} or {@code unread}. */
  String stateText() {
    return state.get().name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** All of it on one line, for people. */
  public String text() {
    Snapshot now = catalog.snapshot();
    return stateText()
        + (state.get() == State.UNREAD ? "" : ", " + now.instanceCount() + " instances")
        + ", last heard of "
        + age.get().toSeconds()
        + "s ago";
  }

  /** The newest snapshot, unless there is none yet. */
  Snapshot snapshot() {
    if (state.get() == State.UNREAD) {
      throw new Refusal(
              503,
              "datacenter "
                  + name
                  + " has not been read yet; its store is away or slow, see /api/v1/datacenters",
              "dc")
          .with("Retry-After", "1");
    }
    return catalog.snapshot();
  }

  /** An answer from the catalog, with where it comes from and how old it may be. */
  Answer marked(Answer answer) {
    return answer.with(
        Map.of(Sites.HEADER, name, "Fairlead-Age", Long.toString(age.get().toSeconds())));
  }
}
