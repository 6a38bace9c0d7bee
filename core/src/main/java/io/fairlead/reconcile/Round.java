package io.fairlead.reconcile;

import io.fairlead.reconcile.ReconcileStatus.Open;
import io.fairlead.spi.kernel.HostItem.Kind;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Scope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at a host, mends what differs, and looks again, until nothing differs or no step helps.
 *
 * @param done steps taken, by kind
 * @param open what differs still
 * @param trouble why the host could not be looked at, or empty
 * @param waiting whether something was left for a calmer moment
 */
record Round(Map<Kind, Long> done, List<Open> open, String trouble, boolean waiting) {
  /** Passes at most: a step may undo another (a link that goes down loses its routes). */
  private static final int PASSES = 4;

  boolean worked() {
    return open.isEmpty() && trouble.isEmpty();
  }

  /**
   * Does one.
   *
   * @param calm how many steps are taken of those that can wait
   */
  static Round of(Kernel kernel, HostState desired, int calm) {
    Scope scope = Scope.of(desired);
    Map<Kind, Long> done = new EnumMap<>(Kind.class);
    Map<Op, String> why = new HashMap<>();
    List<Op> open = List.of();
    int left = calm;
    boolean waiting = false;
    try {
      for (int pass = 0; pass < PASSES; pass++) {
        List<Op> all = Differences.between(kernel.observe(scope), desired);
        List<Op> ops = now(all, left);
        waiting = ops.size() < all.size();
        left -= (int) ops.stream().filter(Round::canWait).count();
        boolean helped = pass == 0 || !ops.equals(open);
        open = ops;
        if (open.isEmpty() || !helped) {
          break;
        }
        why = apply(kernel, open, done);
      }
    } catch (KernelException e) {
      return new Round(done, List.of(), String.valueOf(e.getMessage()), false);
    }
    Map<Op, String> reasons = why;
    return new Round(
        done,
        open.stream()
            .map(
                op ->
                    new Open(
                        op.text(),
                        reasons.getOrDefault(
                            op, "it was done, and somebody else undid it at once")))
            .toList(),
        "",
        waiting);
  }

  /** These steps, with at most so many of those that can wait. */
  private static List<Op> now(List<Op> ops, int most) {
    List<Op> now = new ArrayList<>(ops.size());
    int left = most;
    for (Op op : ops) {
      if (!canWait(op) || left-- > 0) {
        now.add(op);
      }
    }
    return List.copyOf(now);
  }

  private static boolean canWait(Op op) {
    return !(op instanceof Op.Delete) && op.item().canWait();
  }

  /** Does these steps, counts those that were done, and says why others were not. */
  static Map<Op, String> apply(Kernel kernel, List<Op> ops, Map<Kind, Long> done) {
    Map<Op, String> why = new HashMap<>();
    try {
      kernel.apply(ops);
    } catch (KernelException e) {
      if (e.failures().isEmpty()) {
        throw e;
      }
      for (Failure failure : e.failures()) {
        why.put(failure.op(), failure.why());
      }
    }
    for (Op op : ops) {
      if (!why.containsKey(op)) {
        done.merge(op.item().key().kind(), 1L, Long::sum);
      }
    }
    return why;
  }
}
