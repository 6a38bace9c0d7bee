package io.fairlead.spi.kernel;

import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkName;
import org.jspecify.annotations.Nullable;

/**
 * A switch that a program beside the kernel keeps (Open vSwitch), and the link of its name by which
 * the host itself is on it. It forwards nothing but what its flows say.
 *
 * @param mac of the host's link
 * @param mtu of the host's link
 * @param up whether the host's link is switched on
 */
public record SwitchState(Sandbox sandbox, String name, HardwareAddress mac, int mtu, boolean up)
    implements HostItem {
  public SwitchState {
    LinkName.check(name);
  }

  @Override
  public Key key() {
    return LinkState.key(sandbox, name);
  }

  @Override
  public @Nullable String link() {
    return null;
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return equals(seen);
  }

  /** A switch that is not ours by its name is somebody else's. */
  @Override
  public boolean unasked() {
    return !Scope.ours(sandbox, name);
  }

  @Override
  public String toString() {
    return "switch " + name + " mtu " + mtu + " mac " + mac + (up ? " up" : " down");
  }
}
