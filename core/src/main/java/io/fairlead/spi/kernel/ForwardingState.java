package io.fairlead.spi.kernel;

import io.fairlead.model.IpAddress;
import io.fairlead.wire.netlink.HardwareAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where frames to a hardware address go. All of it tells it from others.
 *
 * @param link the vxlan they leave by, or the port of a bridge they are behind
 * @param mac {@link HardwareAddress#ZERO} for all that is not known
 * @param destination the vxlan's other end, or null for an entry of the bridge
 */
public record ForwardingState(
    Sandbox sandbox, String link, HardwareAddress mac, @Nullable IpAddress destination)
    implements HostItem {
  /** Whether it is the bridge's, which the kernel marks as learned elsewhere. */
  public boolean ofBridge() {
    return destination == null;
  }

  /** Whether frames go to several destinations, each by an entry of its own. */
  public boolean shared() {
    return destination != null && (mac.bits() == 0 || mac.isMulticast());
  }

  @Override
  public Key key() {
    return new Key(Kind.FORWARDING, sandbox, toString());
  }

  /** What others know of their links is theirs. */
  @Override
  public boolean unasked() {
    return sandbox.isHost() && !Scope.ours(sandbox, link);
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof ForwardingState;
  }

  @Override
  public String toString() {
    return mac + (destination == null ? " behind " + link : " to " + destination + " by " + link);
  }
}
