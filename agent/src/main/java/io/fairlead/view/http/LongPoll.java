package io.fairlead.view.http;

import io.fairlead.catalog.Snapshot;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Revision;
import io.fairlead.model.ServiceKey;
import io.fairlead.transport.server.Answer;
import io.fairlead.transport.server.Exchange;
import io.fairlead.transport.server.Request;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /services/{namespace}/{service}?revision=N&wait=30s}: answers once the service was
 * changed after revision N, or when the wait is over. Without a revision it answers at once.
 */
final class LongPoll {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration USUAL = Duration.ofSeconds(30);
  private static final int JITTER_PART = 16;

  private final Agent agent;
  private final RandomGenerator random;
  private final Consistent reads;

  /**
   * Polls of this agent's catalogs.
   *
   * @param random spreads the ends of waits, so that clients that began together do not come back
   *     together
   * @param reads for those who ask the store instead
   */
  LongPoll(Agent agent, RandomGenerator random, Consistent reads) {
    this.agent = agent;
    this.reads = reads;
    this.random = random;
  }

  void handle(Request request, Exchange exchange) {
    ServiceKey key = Parameters.service(request);
    Site site = agent.site(request.query());
    Revision known = Parameters.revision(request.query().text("revision"), "revision");
    Duration asked = Parameters.duration(request.query(), "wait");
    boolean consistent = Consistent.asked(request.query());
    request.query().done();
    if (consistent) {
      InvalidField.unless(
          known == null && asked == null, "consistent", "asks the store now; leave revision out");
      reads.ask(site, exchange, snapshot -> Reads.service(key, snapshot));
      return;
    }
    InvalidField.unless(
        known != null || asked == null, "revision", "is missing; wait needs one to wait beyond");
    Snapshot now = site.snapshot();
    // A revision that is yet to come is of another history: the store began anew.
    if (known == null || known.isAfter(now.revision())) {
      exchange.answer(answer(site, key, now));
      return;
    }
    SnapshotWait.answer(
        site.catalog(),
        key,
        exchange,
        snapshot -> snapshot.modified(key).isAfter(known),
        snapshot -> answer(site, key, snapshot),
        patience(asked),
        snapshot -> answer(site, key, snapshot));
  }

  private static Answer answer(Site site, ServiceKey key, Snapshot snapshot) {
    return site.marked(Reads.service(key, snapshot));
  }

  /** A little less than asked, never more: the client's own time-out is its wait. */
  private Duration patience(@Nullable Duration asked) {
    Duration wait = asked == null ? USUAL : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    long most = wait.toNanos();
    return Duration.ofNanos(most - random.nextLong(most / JITTER_PART + 1));
  }
}
