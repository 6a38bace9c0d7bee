package io.fairlead.spi.kernel;

import io.fairlead.wire.netlink.LinkName;

/**
 * A link that is a port of a switch.
 *
 * @param name the link
 * @param open whether frames pass; a port whose link is away does not
 */
public record SwitchPort(Sandbox sandbox, String bridge, String name, boolean open)
    implements HostItem {
  public SwitchPort {
    LinkName.check(bridge);
    LinkName.check(name);
  }

  /** One that frames pass. */
  public static SwitchPort of(Sandbox sandbox, String bridge, String name) {
    return new SwitchPort(sandbox, bridge, name, true);
  }

  @Override
  public Key key() {
    return new Key(Kind.PORT, sandbox, name + " of " + bridge);
  }

  /** A port that is left without its link goes with its switch. */
  @Override
  public String link() {
    return bridge;
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return equals(seen);
  }

  @Override
  public String toString() {
    return name + " of " + bridge + (open ? "" : " that nothing passes");
  }
}
