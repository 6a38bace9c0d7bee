package io.fairlead.registry;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.Node;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.model.Revision;
import io.fairlead.spi.Endpoints;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Mirror;
import io.fairlead.spi.Probe;
import io.fairlead.spi.Remark;
import io.fairlead.spi.Sink;
import io.fairlead.spi.Store;
import io.fairlead.spi.StoreException;
import io.fairlead.spi.Time;
import io.fairlead.spi.Verdicts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Merges what this node's sources and checks say and keeps the store in line with it, under the
 * node's lease. Only differences are written, in batches; a store that is away is asked again, and
 * what happened meanwhile costs one state per instance, however much it was. At start it takes over
 * what the agent before it left: an instance stays as it is until its source has spoken.
 *
 * <p>Thread-safe. What is said takes effect in the order of the calls; {@link #run} writes it.
 */
public final class Registry implements Verdicts, OwnEntries {
  /**
   * The fact about a node ({@link Node#meta}) that tells its agent from another of the same name;
   * the same after a restart.
   */
  public static final String AGENT = Writer.AGENT;

  /** The fact about a node that it is drained, and since when. */
  public static final String DRAINED = "drained";

  private static final System.Logger LOG = System.getLogger(Registry.class.getName());

  private final Node self;
  private final Store store;
  private final EntryReader reader;
  private final Time time;
  private final Journal journal;
  private final HealthChecks health;
  private final Options options;
  private final Tenure tenure;
  private final Guard guard = new Guard();
  private final Writer writer;
  private volatile List<Instance> remembered = List.of();

  // Guarded by guard, as is what it does.
  private final Ledger ledger;
  private final OwnEndpoints endpoints;

  private long plans;

  /**
   * A registry for one node.
   *
   * @param health makes the checks, given where they tell their verdicts; the verdicts must not be
   *     told from inside {@link HealthChecks#follow} or {@link HealthChecks#forget}
   */
  public Registry(
      Node self,
      Store store,
      Codecs codecs,
      Time time,
      Journal journal,
      Function<Verdicts, HealthChecks> health,
      Options options) {
    this.self = self;
    this.store = store;
    this.reader = new EntryReader(codecs, time, journal);
    this.time = time;
    this.journal = journal;
    this.options = options;
    this.tenure = new Tenure(store, options.lease);
    this.writer = new Writer(self, store, codecs, time, journal, tenure, guard, options.milestones);
    this.health = health.apply(this);
    this.ledger = new Ledger(self, writer.outbox(), journal, this.health);
    this.endpoints = new OwnEndpoints(self.name(), guard, writer.outbox());
  }

  /**
   * Where the source of this name puts what it sees. All sinks are taken before {@link #run}: what
   * the store holds of other sources is removed there.
   */
  public Sink sink(String source) {
    guard.change(() -> ledger.introduce(source));
    return new SourceSink(source);
  }

  /** Where the one who attaches containers says what endpoints this node has. */
  public Endpoints endpoints() {
    return endpoints;
  }

  @Override
  public void changed(RegistrationId id, CheckState state) {
    guard.change(() -> ledger.changed(id, state));
  }

  @Override
  public void overdue(RegistrationId id, boolean overdue, Cause cause) {
    guard.change(() -> ledger.overdue(id, overdue, cause));
  }

  /**
   * Marks an instance of this node draining, or takes the mark off. The mark is kept in the store
   * until the instance goes.
   *
   * @return false where there is no such instance
   */
  public boolean drain(String id, boolean draining, Cause cause) {
    return guard.get(() -> ledger.drain(id, draining, cause));
  }

  /**
   * Marks all instances of this node draining, those to come too, or takes that mark off; those
   * that were marked alone stay so. The node's entry says it, under {@link #DRAINED}.
   */
  public void drainNode(boolean draining, Cause cause) {
    guard.change(() -> ledger.drainNode(draining, cause));
  }

  /**
   * Renews a TTL check of an instance of this node, see {@link HealthChecks#renew}.
   *
   * @return false where there is no such instance or check
   */
  public boolean renew(String id, String check, Probe.Verdict verdict) {
    RegistrationId claimant = guard.<@Nullable RegistrationId>get(() -> ledger.claimant(id));
    return claimant != null && health.renew(claimant, check, verdict);
  }

  /**
   * What the agent before this one had registered for sources that keep nothing themselves, as it
   * was kept beside the store. Counts where the store has lost all of this node: its lease ended
   * while no agent ran. Before {@link #run}.
   */
  public void remember(List<Instance> instances) {
    remembered = List.copyOf(instances);
  }

  /** The instances that this node has now, in no order. */
  public List<InstanceId> instances() {
    List<String> ids = guard.get(ledger::ids);
    return ids.stream().map(id -> new InstanceId(self.name(), id)).toList();
  }

  /**
   * What the agent before this one registered for a source that keeps nothing itself, as far as it
   * was not said again. Waits until the store has been read.
   */
  public List<Registration> recovered(String source) throws InterruptedException {
    guard.await(ledger::isOpen);
    return guard.get(() -> ledger.recovered(source));
  }

  @Override
  public boolean gone(String key, Revision revision) {
    return guard.get(() -> writer.outbox().gone(key, revision));
  }

  @Override
  public void planChanged() {
    guard.change(() -> plans++);
  }

  /** Waits until what the store says of moves may have changed since this number. */
  public long awaitPlan(long seen) throws InterruptedException {
    guard.await(() -> plans != seen);
    return guard.get(() -> plans);
  }

  @Override
  public void storeReplaced() {
    guard.change(writer.outbox()::storeReplaced);
    writer.renewalDue();
  }

  Store store() {
    return store;
  }

  Guard guard() {
    return guard;
  }

  /** Whether what the store held of this node has been read; guarded. */
  boolean isOpen() {
    return ledger.isOpen();
  }

  /** Another number whenever this node wants something else in the store; guarded. */
  long version() {
    return writer.outbox().version();
  }

  /** All that this node wants in the store; guarded. */
  Wanted wanted() {
    return new Wanted(version(), writer.outbox().wanted());
  }

  /** What this node wants in the store at one moment. */
  record Wanted(long version, Map<String, Content> contents) {
    int instances() {
      return (int) contents.values().stream().filter(Content.OfInstance.class::isInstance).count();
    }

    Mirror.Desired desired(Registry registry) {
      List<Instance> instances = new ArrayList<>();
      List<Mirror.Entry> entries = new ArrayList<>();
      contents.forEach(
          (key, content) -> {
            if (content instanceof Content.OfInstance(Instance instance)) {
              instances.add(instance);
            }
            byte[] value = registry.writer.encode(content);
            if (key.length() <= Store.MAX_KEY && value.length <= Store.MAX_VALUE) {
              entries.add(new Mirror.Entry(key, value, content.leased()));
            }
          });
      return new Mirror.Desired(registry.self, instances, entries);
    }
  }

  EntryReader reader() {
    return reader;
  }

  Time time() {
    return time;
  }

  /** What has been done so far. */
  public RegistryStats stats() {
    return guard.get(writer::stats);
  }

  /**
   * Goes on in another store: all of this node is written there, under a lease of its own. Done by
   * the thread that writes, between two writes.
   *
   * @param change makes the store that this writes to another one; may be called again
   */
  public void moveStore(Runnable change) {
    guard.change(() -> writer.moveDue(change));
  }

  /** Whether all that this node wants is written, and in the store that was last named. */
  public boolean settled() {
    return guard.get(() -> ledger.isOpen() && !writer.busy());
  }

  /**
   * Keeps the store in line until the thread is interrupted. The entries stay in the store, for the
   * agent that comes next or until the lease ends.
   */
  public void run() throws InterruptedException {
    Thread clock = Thread.ofVirtual().name("fairlead-lease-clock").start(this::tick);
    // A store that is back must hear of this node before its lease ends.
    Backoff backoff = new Backoff(options.random, options.lease.dividedBy(3));
    try {
      while (!Thread.interrupted()) {
        try {
          if (!step()) {
            guard.await(writer::busy);
          }
          if (!backoff.fresh()) {
            LOG.log(System.Logger.Level.INFO, "the store is back");
            backoff.reset();
          }
        } catch (StoreException e) {
          if (backoff.fresh()) {
            LOG.log(
                System.Logger.Level.WARNING,
                "the store is away, trying again: {0}",
                e.getMessage());
          }
          writer.retried();
          time.sleep(backoff.next());
        }
      }
      throw new InterruptedException();
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

  /** Does one thing that is due, see {@link Writer#step}. */
  boolean step() {
    if (!tenure.begun()) {
      writer.recall(ledger, endpoints, remembered);
      return true;
    }
    return writer.step();
  }

  /** A third of the lease's life has passed. */
  void renewalDue() {
    writer.renewalDue();
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

  /**
   * Choices.
   *
   * @param lease how long this node's entries outlive an agent that does not renew them
   * @param random for the spread of retries
   * @param milestones told of each change that is stored
   */
  public record Options(Duration lease, RandomGenerator random, Milestones milestones) {
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
      guard.change(() -> ledger.reset(source, all, cause));
    }

    @Override
    public void upsert(Registration registration) {
      guard.change(() -> ledger.upsert(source, registration));
    }

    @Override
    public void remove(RegistrationId id, Cause cause) {
      guard.change(() -> ledger.remove(source, id.id(), cause));
    }

    @Override
    public void remark(Remark remark) {
      journal.add(remark);
    }
  }
}
