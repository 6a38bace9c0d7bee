package io.fairlead.linux;

import io.fairlead.linux.nft.NftException;
import io.fairlead.linux.sys.SysException;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.NftTable;
import io.fairlead.spi.kernel.OffloadState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.PassState;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.ShortLink;
import io.fairlead.spi.kernel.ShortWay;
import io.fairlead.spi.kernel.SysctlState;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One list of steps, in order, in the sandboxes that they are about. */
final class Work implements AutoCloseable {
  private final Place host;
  private final Function<Sandbox, Place> enter;
  private final Map<Sandbox, Place> places = new LinkedHashMap<>();
  private final Map<Sandbox, Steps> steps = new LinkedHashMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private @Nullable Steps last;
  private boolean shorter;

  /**
   * Nothing yet.
   *
   * @param enter enters any sandbox but the host's
   */
  Work(Place host, Function<Sandbox, Place> enter) {
    this.host = host;
    this.enter = enter;
  }

  /** Does these steps; what could not be done, and why. */
  List<Failure> run(List<Op> ops) {
    for (Op op : ops) {
      try {
        step(op);
      } catch (Gone e) {
        if (!(op instanceof Op.Delete)) {
          failures.add(new Failure(op, e.why(), false));
        }
      }
    }
    if (last != null) {
      last.send();
    }
    if (shorter) {
      host.shortWays().tidy();
    }
    return failures;
  }

  private void step(Op op) {
    Place place = place(op.item().sandbox());
    Steps here =
        steps.computeIfAbsent(
            place.sandbox(),
            sandbox ->
                new Steps(place.rtnetlink(), other -> place(other).namespace().file(), failures));
    if (last != null && !last.equals(here)) {
      last.send();
    }
    last = here;
    switch (op.item()) {
      case SysctlState sysctl -> {
        here.send();
        try {
          Sysctls.write(place.namespace(), sysctl.name(), sysctl.value());
        } catch (UncheckedIOException e) {
          failures.add(new Failure(op, String.valueOf(e.getMessage()), true));
        }
      }
      case OffloadState offload -> {
        here.send();
        try {
          Offloads.write(place.namespace(), offload.link(), offload.left());
        } catch (SysException e) {
          failures.add(new Failure(op, String.valueOf(e.getMessage()), true));
        }
      }
      case NftTable _, PassState _ -> {
        here.send();
        try {
          place.tables().apply(op);
        } catch (NftException e) {
          failures.add(new Failure(op, String.valueOf(e.getMessage()), false));
        }
      }
      case LinkState link
          when op instanceof Op.Create && link.peer() != null && link.peer().sums() -> {
        here.send();
        int before = failures.size();
        here.add(op);
        here.send();
        if (failures.size() == before) {
          sum(op, link.peer());
        }
      }
      case ShortLink _, ShortWay _ -> {
        here.send();
        shorter = true;
        String why = host.shortWays().apply(op, here::indexOf);
        if (!why.isEmpty()) {
          failures.add(new Failure(op, why, true));
        }
      }
      default -> here.add(op);
    }
  }

  private void sum(Op op, LinkState.Peer peer) {
    try {
      Offloads.write(place(peer.sandbox()).namespace(), peer.name(), false);
    } catch (SysException e) {
      failures.add(new Failure(op, String.valueOf(e.getMessage()), true));
    }
  }

  private Place place(Sandbox sandbox) {
    return sandbox.isHost() ? host : places.computeIfAbsent(sandbox, enter);
  }

  @Override
  public void close() {
    places.values().forEach(Place::close);
  }
}
