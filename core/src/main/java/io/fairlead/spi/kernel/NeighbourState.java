package io.fairlead.spi.kernel;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.HardwareAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address on a link whose hardware address is known for good, or that this host answers for.
 *
 * @param mac null where this host answers in its place
 */
public record NeighbourState(
    Sandbox sandbox, String link, IpAddress address, @Nullable HardwareAddress mac)
    implements HostItem {
  /** Whether this host answers in its place. */
  public boolean proxy() {
    return mac == null;
  }

  @Override
  public Key key() {
    return new Key(Kind.NEIGHBOUR, sandbox, (proxy() ? "proxy " : "") + address + " on " + link);
  }

  /** What others know of their links is theirs. */
  @Override
  public boolean unasked() {
    return sandbox.isHost() && !Scope.ours(sandbox, link);
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof NeighbourState is && Objects.equals(mac, is.mac);
  }

  @Override
  public String toString() {
    return address + (mac == null ? " answered for" : " at " + mac) + " on " + link;
  }
}
