package io.fairlead.linux;

import io.fairlead.linux.rtnetlink.Rtnetlink;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.wire.netlink.LinkChange;
import io.fairlead.wire.netlink.LinkMessage;
import io.fairlead.wire.netlink.Refusal;
import io.fairlead.wire.netlink.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes links. The kernel waits once for all of a group, and once for each that is removed alone:
 * many are put into a group first, unless somebody else's link is in it.
 */
final class LinksEnd {
  /** The letters f and l. */
  static final int GROUP = 0x666c;

  private static final int MANY = 3;

  private LinksEnd() {}

  /** Removes these; what could not be, and why. */
  static List<Failure> of(Rtnetlink kernel, List<Op> ops) {
    if (ops.size() < MANY || !groupIsFree(kernel)) {
      return oneByOne(kernel, ops);
    }
    List<Failure> failures =
        run(kernel, ops, name -> LinkChange.of(name, List.of(new LinkChange.Group(GROUP))));
    Refusal refusal = kernel.tryAll(List.of(LinkMessage.deleteGroup(GROUP))).getFirst();
    return refusal == null || refusal.absent() ? failures : oneByOne(kernel, ops);
  }

  private static boolean groupIsFree(Rtnetlink kernel) {
    return kernel.list(LinkMessage.dump()).stream().noneMatch(link -> link.group() == GROUP);
  }

  private static List<Failure> oneByOne(Rtnetlink kernel, List<Op> ops) {
    return run(kernel, ops, LinkMessage::delete);
  }

  private static List<Failure> run(Rtnetlink kernel, List<Op> ops, Asking asking) {
    List<Request> requests = new ArrayList<>(ops.size());
    for (Op op : ops) {
      requests.add(asking.about(((LinkState) op.item()).name()));
    }
    List<Failure> failures = new ArrayList<>();
    List<@Nullable Refusal> refusals = kernel.tryAll(requests);
    for (int i = 0; i < refusals.size(); i++) {
      Refusal refusal = refusals.get(i);
      if (refusal != null && !refusal.absent()) {
        failures.add(new Failure(ops.get(i), refusal.text(), refusal.retryable()));
      }
    }
    return failures;
  }

  /** What is asked about a link of this name. */
  private interface Asking {
    Request about(String name);
  }
}
