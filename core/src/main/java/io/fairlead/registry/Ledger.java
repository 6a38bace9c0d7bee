package io.fairlead.registry;

import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.InvalidField;
import io.fairlead.model.Node;
import io.fairlead.model.Registration;
import io.fairlead.model.RegistrationId;
import io.fairlead.spi.HealthChecks;
import io.fairlead.spi.Remark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What sources, checks and people say of this node's instances, merged; what follows from it goes
 * into the outbox. Guarded by its owner. Until {@link #open} it only takes note, because what the
 * store holds from before decides how checks start and what stays.
 */
final class Ledger {
  private final Node self;
  private final Outbox outbox;
  private final Journal journal;
  private final HealthChecks health;

  private final Map<String, Slot> slots = new HashMap<>();
  private final Set<String> sources = new HashSet<>();

  /** The last reset of each source that has spoken. */
  private final Map<String, Cause> spoken = new HashMap<>();

  private @Nullable Cause drained;
  private boolean open;

  Ledger(Node self, Outbox outbox, Journal journal, HealthChecks health) {
    this.self = self;
    this.outbox = outbox;
    this.journal = journal;
    this.health = health;
  }

  /** There is a source of this name; what others left in the store goes at {@link #open}. */
  void introduce(String source) {
    sources.add(source);
  }

  /** The store holds this instance from before; its mark, if any, was recalled already. */
  void recall(Instance instance) {
    Slot slot = slot(instance.id().id());
    slot.instance = instance;
    slot.checks = instance.checks();
    slot.verdicts = Composition.verdictsOf(instance);
    String source = instance.source();
    if (sources.contains(source) && !spoken.containsKey(source)) {
      Registration said = Composition.decompose(instance, isMarked(slot));
      slot.claims.putIfAbsent(source, new Slot.Claim(said, true));
    }
  }

  /** The store holds this mark from before. */
  void recall(String id, DrainMark mark) {
    slot(id).mark = mark;
    Content content = new Content.OfDrain(mark);
    outbox.seen(Keys.drain(key(id)), content, true);
    outbox.want(Keys.drain(key(id)), content);
  }

  /**
   * Everything is recalled: from now on what is said takes effect.
   *
   * @param otherwise why instances go whose source is no more
   */
  void open(Cause otherwise) {
    open = true;
    outbox.want(Keys.node(self.name()), new Content.OfNode(shown()));
    for (Slot slot : List.copyOf(slots.values())) {
      Slot.Claim winner = slot.winner();
      Instance before = slot.instance;
      Cause gone = before == null ? otherwise : spoken.getOrDefault(before.source(), otherwise);
      settle(slot, winner == null ? gone : winner.registration().cause());
    }
  }

  /** Whether everything is recalled. */
  boolean isOpen() {
    return open;
  }

  /** See {@link io.fairlead.spi.Sink#reset}. */
  void reset(String source, List<Registration> all, Cause cause) {
    Set<String> seen = new HashSet<>();
    for (Registration registration : all) {
      seen.add(registration.id().id());
      upsert(source, registration);
    }
    spoken.put(source, cause);
    for (Slot slot : List.copyOf(slots.values())) {
      if (!seen.contains(slot.id)) {
        drop(slot, source, cause);
      }
    }
  }

  /** See {@link io.fairlead.spi.Sink#upsert}. */
  void upsert(String source, Registration registration) {
    String id = registration.id().id();
    try {
      InvalidField.unless(
          registration.id().source().equals(source), "source", "must be '" + source + "'");
      key(id);
    } catch (InvalidField e) {
      Cause cause = registration.cause();
      remark(registration, new Cause(cause.at(), "not registered: " + e.getMessage()));
      return;
    }
    Slot slot = slot(id);
    Slot.Claim before = slot.claims.put(source, new Slot.Claim(registration, false));
    if (before == null && slot.claims.size() > 1) {
      String used = slot.claims.firstKey();
      String what = "'" + id + "' is claimed by " + slot.claims.keySet() + "; " + used + " is used";
      remark(registration, new Cause(registration.cause().at(), what));
    }
    settle(slot, registration.cause());
  }

  /** See {@link io.fairlead.spi.Sink#remove}. */
  void remove(String source, String id, Cause cause) {
    Slot slot = slots.get(id);
    if (slot != null) {
      drop(slot, source, cause);
    }
  }

  /**
   * See {@link io.fairlead.spi.Verdicts#changed}. A verdict that the agent before had told already
   * is no news: since when, and why, stays as it was.
   */
  void changed(RegistrationId id, CheckState state) {
    Slot slot = slots.get(id.id());
    CheckState before = slot != null && follows(slot, id) ? slot.verdicts.get(state.name()) : null;
    if (slot == null || before == null || (before.health() == state.health() && said(before))) {
      return;
    }
    slot.verdicts.put(state.name(), state);
    settle(slot, Composition.because(state));
  }

  /** A check that has not run says nothing but its initial verdict. */
  private static boolean said(CheckState state) {
    return !state.output().isEmpty();
  }

  /** See {@link io.fairlead.spi.Verdicts#overdue}. */
  void overdue(RegistrationId id, boolean overdue, Cause cause) {
    Slot slot = slots.get(id.id());
    if (slot != null && follows(slot, id)) {
      slot.overdue = overdue;
      settle(slot, cause);
    }
  }

  /** Marks an instance, or takes the mark off; false where there is none. */
  boolean drain(String id, boolean draining, Cause cause) {
    Slot slot = slots.get(id);
    Slot.Claim winner = slot == null ? null : slot.winner();
    if (slot == null || winner == null) {
      return false;
    }
    if (draining != (slot.mark != null)) {
      DrainMark mark = new DrainMark(winner.registration().id().source(), cause);
      slot.mark = draining ? mark : null;
      outbox.want(Keys.drain(key(id)), draining ? new Content.OfDrain(mark) : null);
      settle(slot, cause);
    }
    return true;
  }

  /** Marks all instances, those to come too, or takes that mark off again. */
  void drainNode(boolean draining, Cause cause) {
    drained = draining ? cause : null;
    if (open) {
      outbox.want(Keys.node(self.name()), new Content.OfNode(shown()));
      List.copyOf(slots.values()).forEach(slot -> settle(slot, cause));
    }
  }

  private boolean isMarked(Slot slot) {
    return slot.mark != null || drained != null;
  }

  /** This node as others see it. */
  private Node shown() {
    Cause mark = drained;
    if (mark == null) {
      return self;
    }
    Map<String, String> meta = new HashMap<>(self.meta());
    meta.put(Registry.DRAINED, mark.at().toString());
    return new Node(self.name(), self.addresses(), meta);
  }

  /** The registration that counts for a local id, or null. */
  @Nullable RegistrationId claimant(String id) {
    Slot slot = slots.get(id);
    Slot.Claim winner = slot == null ? null : slot.winner();
    return winner == null ? null : winner.registration().id();
  }

  /** The ids of all instances, in no order. */
  List<String> ids() {
    return slots.values().stream().filter(slot -> slot.instance != null).map(s -> s.id).toList();
  }

  /** What the agent before this one registered for a source, as far as not repeated yet. */
  List<Registration> recovered(String source) {
    List<Registration> recovered = new ArrayList<>();
    for (Slot slot : slots.values()) {
      Slot.Claim claim = slot.claims.get(source);
      if (claim != null && claim.recalled()) {
        recovered.add(claim.registration());
      }
    }
    return recovered;
  }

  private static boolean follows(Slot slot, RegistrationId id) {
    return slot.followed != null && slot.followed.id().equals(id);
  }

  private void drop(Slot slot, String source, Cause cause) {
    slot.claims.remove(source);
    settle(slot, cause);
  }

  /** A mark goes with its instance, but not before its source has said what it sees. */
  private void liftOrphan(Slot slot) {
    DrainMark mark = slot.mark;
    if (mark != null
        && slot.claims.isEmpty()
        && (spoken.containsKey(mark.source()) || !sources.contains(mark.source()))) {
      slot.mark = null;
      outbox.want(Keys.drain(key(slot.id)), null);
    }
  }

  /** Brings instance, checks and outbox in line with what is known about a slot. */
  private void settle(Slot slot, Cause cause) {
    if (!open) {
      return;
    }
    liftOrphan(slot);
    Slot.Claim winner = slot.winner();
    follow(slot, winner);
    Instance before = slot.instance;
    Instance after = null;
    if (winner != null) {
      Composition.Facts facts =
          new Composition.Facts(winner.registration(), slot.verdicts, isMarked(slot), slot.overdue);
      after = Composition.compose(self.name(), facts, cause).orElse(null);
    }
    boolean same = before != null && after != null && before.sameButCause(after);
    if (!same) {
      slot.instance = after;
      if (before != null && after == null) {
        bury(before, cause);
      }
    }
    Instance now = slot.instance;
    outbox.want(Keys.instance(key(slot.id)), now == null ? null : new Content.OfInstance(now));
    if (slot.empty()) {
      slots.remove(slot.id);
    }
  }

  private void follow(Slot slot, Slot.@Nullable Claim winner) {
    Registration next = winner == null || winner.recalled() ? null : winner.registration();
    Registration before = slot.followed;
    if (before != null
        && (next == null || next.checks().isEmpty() || !before.id().equals(next.id()))) {
      health.forget(before.id());
      slot.followed = null;
      slot.overdue = false;
    }
    if (next == null || next.equals(before)) {
      return;
    }
    slot.verdicts = Composition.verdicts(next, slot.checks, slot.verdicts);
    slot.checks = next.checks();
    if (!next.checks().isEmpty()) {
      slot.followed = next;
      health.follow(next.id(), subject(next), next.checks());
    }
  }

  private static HealthChecks.Subject subject(Registration of) {
    return new HealthChecks.Subject(of.address(), of.port().number(), of.container());
  }

  private void bury(Instance gone, Cause cause) {
    String what = gone.id().id() + " of " + gone.service() + " is gone: " + cause.what();
    remark(gone.service().name(), gone.container(), gone.id().id(), new Cause(cause.at(), what));
  }

  private void remark(Registration about, Cause cause) {
    remark(about.service().name(), about.container(), about.id().id(), cause);
  }

  private void remark(String service, String container, String id, Cause cause) {
    for (String subject : Set.copyOf(List.of(service, container, id))) {
      if (!subject.isEmpty()) {
        journal.add(new Remark(subject, cause));
      }
    }
  }

  private Slot slot(String id) {
    return slots.computeIfAbsent(id, Slot::new);
  }

  private InstanceId key(String id) {
    return new InstanceId(self.name(), id);
  }
}
