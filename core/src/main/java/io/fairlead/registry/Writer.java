package io.fairlead.registry;

import io.fairlead.model.Cause;
import io.fairlead.model.Instance;
import io.fairlead.model.Node;
import io.fairlead.model.Revision;
import io.fairlead.model.net.NetworkEndpoint;
import io.fairlead.spi.Commit;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Brings what waits in the outbox into the store, one step at a time, and keeps the lease that it
 * hangs on. The steps are one thread's.
 *
 * <p>Transactions carry no guard: the keys of a node are written by its agent alone, each put says
 * all of its entry, and so a commit whose outcome got lost can be repeated. Of two agents of one
 * node name the later one waits.
 */
final class Writer {
  private static final System.Logger LOG = System.getLogger(Writer.class.getName());

  /** The fact about a node that tells agents of one name apart. */
  static final String AGENT = "agent";

  private final Node self;
  private final Store store;
  private final Codecs codecs;
  private final Time time;
  private final Journal journal;
  private final Tenure tenure;
  private final Guard guard;
  private final Milestones milestones;

  // Guarded by guard.
  private final Outbox outbox = new Outbox(this::encode);
  private boolean renewalDue;
  private @Nullable Runnable moveDue;
  private RegistryStats stats = RegistryStats.NONE;

  // The stepping thread's own: so many batches are of one operation, to find a refused one.
  private int oneByOne;

  Writer(
      Node self,
      Store store,
      Codecs codecs,
      Time time,
      Journal journal,
      Tenure tenure,
      Guard guard,
      Milestones milestones) {
    this.self = self;
    this.store = store;
    this.codecs = codecs;
    this.time = time;
    this.journal = journal;
    this.tenure = tenure;
    this.guard = guard;
    this.milestones = milestones;
  }

  /** What is to be written; guarded. */
  Outbox outbox() {
    return outbox;
  }

  /**
   * Takes over what the agent before left in the store; needed before all other steps.
   *
   * @param remembered what it left elsewhere; counts where the store has nothing of this node
   */
  void recall(Ledger ledger, OwnEndpoints endpoints, List<Instance> remembered) {
    Past past = Past.read(self.name(), store, codecs);
    requireOwnName(past);
    String lease = tenure.begin(past.leases(), Keys.node(self.name()));
    guard.change(
        () -> {
          past.drains().forEach((id, mark) -> ledger.recall(id.id(), mark));
          past.contents()
              .forEach(
                  (key, content) -> {
                    String on = past.leases().get(key);
                    boolean current =
                        (content != null && !content.leased()) ? on == null : lease.equals(on);
                    outbox.seen(key, content, current);
                    if (content instanceof Content.OfEndpoint(NetworkEndpoint endpoint)) {
                      endpoints.recall(endpoint);
                    }
                    if (content instanceof Content.OfInstance(Instance instance)) {
                      ledger.recall(instance);
                    }
                  });
          if (!past.contents().containsKey(Keys.node(self.name()))) {
            remembered.stream()
                .filter(instance -> instance.id().node().equals(self.name()))
                .filter(instance -> !past.contents().containsKey(Keys.instance(instance.id())))
                .forEach(ledger::recall);
          }
          ledger.open(new Cause(time.now(), "no source of this agent registers it any more"));
        });
  }

  /** Two agents of one name would overwrite each other: the later one waits, and says so. */
  private void requireOwnName(Past past) {
    String key = Keys.node(self.name());
    String lease = past.leases().get(key);
    if (past.contents().get(key) instanceof Content.OfNode(Node holder)
        && lease != null
        && !holder.meta().getOrDefault(AGENT, "").equals(self.meta().getOrDefault(AGENT, ""))
        && store.adopt(lease) != null) {
      String what =
          "the node name '"
              + self.name()
              + "' is held by another agent at "
              + holder.addresses()
              + ": give this one another with --node; it waits for that one's lease to end";
      journal.add(new Remark(self.name(), new Cause(time.now(), what)));
      throw StoreException.away(what, new IllegalStateException(what));
    }
  }

  /** A third of the lease's life has passed. */
  void renewalDue() {
    guard.change(() -> renewalDue = true);
  }

  /** The store is to become another; guarded. */
  void moveDue(Runnable change) {
    moveDue = change;
  }

  @SuppressWarnings("ReferenceEquality") // another move may have been asked for meanwhile
  private void move(Runnable change) {
    change.run();
    tenure.again();
    guard.change(
        () -> {
          outbox.leaseLost();
          outbox.storeReplaced();
          renewalDue = false;
          moveDue = moveDue == change ? null : moveDue;
        });
  }

  /** Whether a step would do something; guarded. */
  boolean busy() {
    return moveDue != null || renewalDue || outbox.pending() > 0;
  }

  /** Counts so far; guarded. */
  RegistryStats stats() {
    return stats.withPending(outbox.pending());
  }

  void retried() {
    count(RegistryStats::retried);
  }

  /**
   * Does one thing that is due.
   *
   * @return false where nothing is
   * @throws StoreException where the store is away; the same thing is due again
   */
  boolean step() {
    Runnable move = guard.<@Nullable Runnable>get(() -> moveDue);
    if (move != null) {
      move(move);
      return true;
    }
    if (guard.get(() -> renewalDue)) {
      renew();
      return true;
    }
    Outbox.@Nullable Batch batch =
        guard.<Outbox.@Nullable Batch>get(() -> outbox.next(oneByOne > 0 ? 1 : Store.MAX_OPS));
    if (batch == null) {
      return false;
    }
    batch.unfit().forEach(this::report);
    if (!batch.ops().isEmpty()) {
      commit(batch);
    }
    return true;
  }

  private void renew() {
    if (!tenure.renew()) {
      startOver();
    }
    guard.change(() -> renewalDue = false);
    count(now -> now.renewed(time.now()));
  }

  private void startOver() {
    tenure.again();
    LOG.log(System.Logger.Level.WARNING, "the lease had ended; writing everything again");
    guard.change(outbox::leaseLost);
  }

  private void commit(Outbox.Batch batch) {
    Commit commit;
    try {
      commit =
          store.commit(new Txn(List.of(), batch.ops(), batch.leased() ? tenure.lease() : null));
    } catch (StoreException e) {
      if (e.retryable()) {
        guard.change(() -> outbox.unsure(batch));
        throw e;
      }
      refused(batch, e);
      return;
    }
    oneByOne = Math.max(0, oneByOne - 1);
    switch (commit) {
      case Commit.Done done -> {
        guard.change(() -> outbox.done(batch, done.revision()));
        tell(batch, done.revision());
        count(now -> now.committed(batch.ops().size(), time.now()));
      }
      case Commit.LeaseLost lost -> {
        guard.change(() -> outbox.unsure(batch));
        startOver();
      }
      case Commit.Conflict conflict -> {
        guard.change(() -> outbox.unsure(batch));
        count(RegistryStats::conflicted);
      }
    }
  }

  private void tell(Outbox.Batch batch, Revision revision) {
    for (Content content : batch.sent().values()) {
      if (content instanceof Content.OfInstance(Instance instance)) {
        milestones.stored(instance.cause().at(), revision);
      }
    }
  }

  /** One of many may be at fault: they are tried one by one. */
  private void refused(Outbox.Batch batch, StoreException e) {
    if (batch.ops().size() > 1) {
      oneByOne = batch.ops().size();
      guard.change(() -> outbox.unsure(batch));
      return;
    }
    oneByOne = Math.max(0, oneByOne - 1);
    guard.change(() -> outbox.refused(batch));
    report(batch.ops().getFirst().key(), String.valueOf(e.getMessage()));
  }

  /** One entry will not be written as it is; the others go on. */
  private void report(String key, String why) {
    LOG.log(System.Logger.Level.ERROR, "the store does not take {0}: {1}", key, why);
    journal.add(new Remark(Keys.subjectOf(key), new Cause(time.now(), "not stored: " + why)));
  }

  byte[] encode(Content content) {
    return switch (content) {
      case Content.OfInstance(Instance instance) -> codecs.instances().encode(instance);
      case Content.OfNode(Node node) -> codecs.nodes().encode(node);
      case Content.OfEndpoint(NetworkEndpoint endpoint) ->
          Objects.requireNonNull(codecs.ofNetworks(), "a registry without codecs of networks")
              .endpoints()
              .encode(endpoint);
      case Content.OfDrain(DrainMark mark) -> mark.encode();
    };
  }

  private void count(UnaryOperator<RegistryStats> event) {
    guard.change(() -> stats = event.apply(stats));
  }
}
