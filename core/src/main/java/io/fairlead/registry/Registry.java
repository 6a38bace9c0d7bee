package io.fairlead.registry;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Node;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.Codec;
import io.fairlead.spi.Commit;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Txn;
import io.fairlead.spi.Verdicts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Merges what this node's sources and checks say and keeps the store in line with it, under the
 * node's lease. Only differences are written, in batches; a store that is away is asked again, and
 * what happened meanwhile costs one state per instance, however much it was. At start it takes over
 * what the agent before it left: an instance stays as it is until its source has spoken.
 *
 * <p>Transactions carry no guard: the keys of a node are written by its agent alone, each put says
 * all of its entry, and so a commit whose outcome got lost can be repeated. Two agents of one node
 * name overwrite each other.
 *
 * <p>Thread-safe. What is said takes effect in the order of the calls; {@link #run} writes it.
 */
public final class Registry implements Verdicts {
  private static final System.Logger LOG = System.getLogger(Registry.class.getName());

  private final Node self;
  private final Store store;
  private final Codec<Instance> instances;
  private final Codec<Node> nodes;
  private final Time time;
  private final Journal journal;
  private final HealthChecks health;
  private final Options options;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by lock.
  private final Outbox outbox;
  private final Ledger ledger;
  private boolean open;
  private boolean renewalDue;
  private RegistryStats stats = RegistryStats.NONE;

  // Used by the thread in run() alone.
  private final Tenure tenure;
  private int oneByOne;

  /**
   * A registry for one node.
   *
   * @param health makes the checks, given where they tell their verdicts; the verdicts must not be
   *     told from inside {@link HealthChecks#follow} or {@link HealthChecks#forget}
   */
  public Registry(
      Node self,
      Store store,
      Codec<Instance> instances,
      Codec<Node> nodes,
      Time time,
      Journal journal,
      Function<Verdicts, HealthChecks> health,
      Options options) {
    this.self = self;
    this.store = store;
    this.instances = instances;
    this.nodes = nodes;
    this.time = time;
    this.journal = journal;
    this.options = options;
    this.tenure = new Tenure(store, options.lease);
    this.outbox = new Outbox(this::encode);
    this.health = health.apply(this);
    this.ledger = new Ledger(self.name(), outbox, journal, this.health);
  }

  /**
   * Where the source of this name puts what it sees. All sinks are taken before {@link #run}: what
   * the store holds of other sources is removed there.
   */
  public Sink sink(String source) {
    change(() -> ledger.introduce(source));
    return new SourceSink(source);
  }

  @Override
  public void changed(RegistrationId id, CheckState state) {
    change(() -> ledger.changed(id, state));
  }

  @Override
  public void overdue(RegistrationId id, boolean overdue, Cause cause) {
    change(() -> ledger.overdue(id, overdue, cause));
  }

  /**
   * Marks an instance of this node draining, or takes the mark off. The mark is kept in the store
   * until the instance goes.
   *
   * @return false where there is no such instance
   */
  public boolean drain(String id, boolean draining, Cause cause) {
    lock.lock();
    try {
      boolean known = ledger.drain(id, draining, cause);
      changed.signalAll();
      return known;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Renews a TTL check of an instance of this node, see {@link HealthChecks#renew}.
   *
   * @return false where there is no such instance or check
   */
  public boolean renew(String id, String check, Probe.Verdict verdict) {
    RegistrationId claimant;
    lock.lock();
    try {
      claimant = ledger.claimant(id);
    } finally {
      lock.unlock();
    }
    return claimant != null && health.renew(claimant, check, verdict);
  }

  /** The instances that this node has now, in no order. */
  public List<InstanceId> instances() {
    lock.lock();
    try {
      return ledger.ids().stream().map(id -> new InstanceId(self.name(), id)).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What the agent before this one registered for a source that keeps nothing itself, as far as it
   * was not said again. Waits until the store has been read.
   */
  public List<Registration> recovered(String source) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!open) {
        changed.await();
      }
      return ledger.recovered(source);
    } finally {
      lock.unlock();
    }
  }

  /** What has been done so far. */
  public RegistryStats stats() {
    lock.lock();
    try {
      return stats.withPending(outbox.pending());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps the store in line until the thread is interrupted. The entries stay in the store, for the
   * agent that comes next or until the lease ends.
   */
  public void run() throws InterruptedException {
    Thread clock = Thread.ofVirtual().name("fairlead-lease-clock").start(this::tick);
    Backoff backoff = new Backoff(options.random);
    try {
      boolean away = false;
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        try {
          if (!step()) {
            await();
          }
          away = tellBack(away);
          backoff.reset();
        } catch (StoreException e) {
          away = tellAway(away, e);
          count(RegistryStats::retried);
          time.sleep(backoff.next());
        }
      }
    } finally {
      clock.interrupt();
    }
  }

  /**
   * Ends the lease and with it everything of this node in the store, at once. For a node that
   * leaves for good, after {@link #run} has ended.
   */
  public void withdraw() {
    tenure.end();
  }

  /**
   * Does one thing that is due.
   *
   * @return false where nothing is
   * @throws StoreException where the store is away; the same thing is due again
   */
  boolean step() {
    if (!tenure.begun()) {
      recall();
      return true;
    }
    boolean renew;
    Outbox.Batch batch = null;
    lock.lock();
    try {
      renew = renewalDue;
      if (!renew) {
        batch = outbox.next(oneByOne > 0 ? 1 : Store.MAX_OPS);
      }
    } finally {
      lock.unlock();
    }
    if (renew) {
      renew();
    } else if (batch != null) {
      batch.unfit().forEach(this::report);
      if (!batch.ops().isEmpty()) {
        commit(batch);
      }
    }
    return renew || batch != null;
  }

  /** A third of the lease's life has passed. */
  void renewalDue() {
    change(() -> renewalDue = true);
  }

  private void recall() {
    Past past = Past.read(self.name(), store, instances, nodes);
    String lease = tenure.begin(past.leases(), Keys.node(self.name()));
    change(
        () -> {
          past.drains().forEach((id, mark) -> ledger.recall(id.id(), mark));
          past.contents()
              .forEach(
                  (key, content) -> {
                    outbox.seen(key, content, lease.equals(past.leases().get(key)));
                    if (content instanceof Content.OfInstance(Instance instance)) {
                      ledger.recall(instance);
                    }
                  });
          ledger.open(new Cause(time.now(), "no source of this agent registers it any more"));
          outbox.want(Keys.node(self.name()), new Content.OfNode(self));
          open = true;
        });
  }

  private void renew() {
    if (!tenure.renew()) {
      startOver();
    }
    change(() -> renewalDue = false);
    count(stats -> stats.renewed(time.now()));
  }

  private void startOver() {
    tenure.again();
    LOG.log(System.Logger.Level.WARNING, "the lease had ended; writing everything again");
    change(outbox::leaseLost);
  }

  private void commit(Outbox.Batch batch) {
    Txn txn = new Txn(List.of(), batch.ops(), batch.leased() ? tenure.lease() : null);
    Commit commit;
    try {
      commit = store.commit(txn);
    } catch (StoreException e) {
      if (!e.retryable() && batch.ops().size() == 1) {
        oneByOne = Math.max(0, oneByOne - 1);
        change(() -> outbox.refused(batch));
        report(batch.ops().getFirst().key(), String.valueOf(e.getMessage()));
        return;
      }
      change(() -> outbox.unsure(batch));
      if (e.retryable()) {
        throw e;
      }
      oneByOne = batch.ops().size();
      return;
    }
    oneByOne = Math.max(0, oneByOne - 1);
    switch (commit) {
      case Commit.Done done -> {
        change(() -> outbox.done(batch));
        count(stats -> stats.committed(batch.ops().size(), time.now()));
      }
      case Commit.LeaseLost lost -> {
        change(() -> outbox.unsure(batch));
        startOver();
      }
      case Commit.Conflict conflict -> {
        change(() -> outbox.unsure(batch));
        count(RegistryStats::conflicted);
      }
    }
  }

  /** One entry will not be written as it is; the others go on. */
  private void report(String key, String why) {
    String subject = key.startsWith(Keys.INSTANCES) ? Keys.instanceOf(key).id() : Keys.nodeOf(key);
    LOG.log(System.Logger.Level.ERROR, "the store does not take {0}: {1}", key, why);
    journal.add(new Remark(subject, new Cause(time.now(), "not stored: " + why)));
  }

  private byte[] encode(Content content) {
    return switch (content) {
      case Content.OfInstance(Instance instance) -> instances.encode(instance);
      case Content.OfNode(Node node) -> nodes.encode(node);
      case Content.OfDrain(DrainMark mark) -> mark.encode();
    };
  }

  private void tick() {
    try {
      while (true) {
        time.sleep(options.lease.dividedBy(3));
        renewalDue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!renewalDue && outbox.pending() == 0) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean tellAway(boolean known, StoreException e) {
    if (!known) {
      LOG.log(System.Logger.Level.WARNING, "the store is away, trying again: {0}", e.getMessage());
    }
    return true;
  }

  private static boolean tellBack(boolean away) {
    if (away) {
      LOG.log(System.Logger.Level.INFO, "the store is back");
    }
    return false;
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void count(Function<RegistryStats, RegistryStats> event) {
    change(() -> stats = event.apply(stats));
  }

  /**
   * Choices.
   *
   * @param lease how long this node's entries outlive an agent that does not renew them
   * @param random for the spread of retries
   */
  public record Options(Duration lease, RandomGenerator random) {
    /** How long entries outlive their agent where nothing else is said. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(15);
  }

  /** One source's end of the registry. */
  private final class SourceSink implements Sink {
    private final String source;

    SourceSink(String source) {
      this.source = source;
    }

    @Override
    public void reset(List<Registration> all, Cause cause) {
      change(() -> ledger.reset(source, all, cause));
    }

    @Override
    public void upsert(Registration registration) {
      change(() -> ledger.upsert(source, registration));
    }

    @Override
    public void remove(RegistrationId id, Cause cause) {
      change(() -> ledger.remove(source, id.id(), cause));
    }

    @Override
    public void remark(Remark remark) {
      journal.add(remark);
    }
  }
}
