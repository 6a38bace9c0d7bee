package io.fairlead.linux;

import io.fairlead.linux.bpf.BpfException;
import io.fairlead.linux.netns.NetworkNamespace;
import io.fairlead.linux.nft.NftException;
import io.fairlead.linux.rtnetlink.Buffers;
import io.fairlead.linux.rtnetlink.NetlinkEvents;
import io.fairlead.linux.rtnetlink.NetlinkException;
import io.fairlead.linux.sys.SysException;
import io.fairlead.spi.kernel.HostItem;
import io.fairlead.spi.kernel.HostState;
import io.fairlead.spi.kernel.Kernel;
import io.fairlead.spi.kernel.KernelException;
import io.fairlead.spi.kernel.KernelException.Failure;
import io.fairlead.spi.kernel.LinkState;
import io.fairlead.spi.kernel.OffloadState;
import io.fairlead.spi.kernel.Op;
import io.fairlead.spi.kernel.Sandbox;
import io.fairlead.spi.kernel.Scope;
import io.fairlead.spi.kernel.SysctlState;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.MalformedMessage;
import io.fairlead.wire.netlink.NftMessage;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The network configuration of a Linux host, or of the namespace that stands for one. */
public final class LinuxKernel implements Kernel {
  private static final int[] NFT_CHANGES = {NftMessage.CHANGES};

  private final Buffers buffers = new Buffers();
  private final NftTables.Memory tables = new NftTables.Memory();
  private final NetworkNamespace namespace;
  private final Place host;

  /**
   * Opens it.
   *
   * @param host the namespace of the host; closed with this
   */
  public LinuxKernel(NetworkNamespace host) {
    this.namespace = host;
    this.host = Place.host(host, buffers, tables);
  }

  @Override
  public HostState observe(Scope scope) {
    tables.keep(scope.tables());
    List<HostItem> items = new ArrayList<>();
    try {
      observe(host, scope, items);
      for (Sandbox sandbox : scope.sandboxes().keySet()) {
        if (!sandbox.isHost()) {
          try (Place place = enter(sandbox)) {
            observe(place, scope, items);
          } catch (Gone e) {
            // Nothing is in it.
          }
        }
      }
    } catch (NetlinkException
        | NftException
        | SysException
        | BpfException
        | MalformedMessage
        | UncheckedIOException e) {
      throw KernelException.unseen("the host's network cannot be seen: " + e.getMessage(), e);
    }
    return HostState.seen(items);
  }

  private static void observe(Place place, Scope scope, List<HostItem> items) {
    Sandbox sandbox = place.sandbox();
    Map<Integer, String> links = Sight.of(sandbox, scope, place.rtnetlink(), items);
    checksums(place, items);
    if (sandbox.isHost()) {
      items.addAll(place.shortWays().list(links));
    }
    Set<String> names = scope.sysctls().getOrDefault(sandbox, Set.of());
    if (!names.isEmpty()) {
      Sysctls.read(place.namespace(), List.copyOf(names))
          .forEach((name, value) -> items.add(new SysctlState(sandbox, name, value)));
    }
    if (scope.tables().contains(sandbox)) {
      try {
        items.addAll(place.listTables());
      } catch (NftException e) {
        if (!e.unavailable()) {
          throw e;
        }
        // A host without nftables has no tables; who wants one is told when it is made.
      }
    }
  }

  /** Who fills in the checksums of what goes in UDP. */
  private static void checksums(Place place, List<HostItem> items) {
    List<String> names = new ArrayList<>();
    for (HostItem item : items) {
      if (item instanceof LinkState link
          && link.kind() instanceof LinkKind.Vxlan
          && link.sandbox().equals(place.sandbox())) {
        names.add(link.name());
      }
    }
    if (!names.isEmpty()) {
      Offloads.read(place.namespace(), names)
          .forEach((link, left) -> items.add(new OffloadState(place.sandbox(), link, left)));
    }
  }

  @Override
  public void apply(List<Op> ops) {
    List<Failure> failures;
    try (Work work = new Work(host, this::enter)) {
      failures = work.run(ops);
    } catch (NetlinkException | SysException | MalformedMessage e) {
      throw KernelException.unseen("the host's network cannot be changed: " + e.getMessage(), e);
    }
    if (!failures.isEmpty()) {
      throw KernelException.failed(failures);
    }
  }

  @Override
  public Watching watch(Runnable changed) {
    NetlinkEvents events = NetlinkEvents.open(namespace, Changes.GROUPS, Changes::count, changed);
    NetlinkEvents filters =
        NetlinkEvents.ofFilters(namespace, NFT_CHANGES, Changes::countOfFilters, changed);
    return () -> {
      events.close();
      filters.close();
    };
  }

  private Place enter(Sandbox sandbox) {
    return Place.open(sandbox, buffers, tables);
  }

  @Override
  public void close() {
    host.close();
  }
}
