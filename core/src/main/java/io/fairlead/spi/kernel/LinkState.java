package io.fairlead.spi.kernel;

import io.fairlead.wire.netlink.HardwareAddress;
import io.fairlead.wire.netlink.LinkKind;
import io.fairlead.wire.netlink.LinkName;
import io.fairlead.wire.netlink.PortOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A link.
 *
 * @param kind what it is; another kind is another link
 * @param mtu 0 for any
 * @param mac null for any
 * @param parent the link that it stands on, or null; another parent is another link
 * @param master the bridge that it is a port of, or null
 * @param port how its bridge treats it, or null for any
 * @param alias a text for people; empty for any
 * @param up whether it is switched on
 * @param peer where the other end of a pair is made, or null; it may be moved and renamed later
 */
public record LinkState(
    Sandbox sandbox,
    String name,
    LinkKind kind,
    int mtu,
    @Nullable HardwareAddress mac,
    @Nullable String parent,
    @Nullable String master,
    @Nullable PortOptions port,
    String alias,
    boolean up,
    @Nullable Peer peer)
    implements HostItem {
  public LinkState {
    LinkName.check(name);
  }

  /**
   * The other end of a pair.
   *
   * @param mac null for any
   * @param sums whether what leaves by it is whole: in parts that fit, with their checksums, where
   *     the receiver is no kernel that would know that they are missing
   */
  public record Peer(Sandbox sandbox, String name, @Nullable HardwareAddress mac, boolean sums) {
    public Peer {
      LinkName.check(name);
    }

    /** One that leaves its checksums to whoever receives. */
    public Peer(Sandbox sandbox, String name, @Nullable HardwareAddress mac) {
      this(sandbox, name, mac, false);
    }

    /** The same elsewhere. */
    public Peer in(Sandbox other) {
      return new Peer(other, name, mac, sums);
    }

    /** With or without its checksums. */
    public Peer summed(boolean whole) {
      return new Peer(sandbox, name, mac, whole);
    }

    /** The key of the other end's link. */
    public Key key() {
      return LinkState.key(sandbox, name);
    }
  }

  /** A link that is switched on, all else left open. */
  public static LinkState of(Sandbox sandbox, String name, LinkKind kind) {
    return new LinkState(sandbox, name, kind, 0, null, null, null, null, "", true, null);
  }

  /** The key of a link. */
  public static Key key(Sandbox sandbox, String name) {
    return new Key(Kind.LINK, sandbox, name);
  }

  /** With this MTU. */
  public LinkState withMtu(int bytes) {
    return new LinkState(sandbox, name, kind, bytes, mac, parent, master, port, alias, up, peer);
  }

  /** With this hardware address. */
  public LinkState withMac(@Nullable HardwareAddress address) {
    return new LinkState(sandbox, name, kind, mtu, address, parent, master, port, alias, up, peer);
  }

  /** On this link. */
  public LinkState on(String link) {
    return new LinkState(sandbox, name, kind, mtu, mac, link, master, port, alias, up, peer);
  }

  /** As a port of this bridge, or of none. */
  public LinkState under(@Nullable String bridge) {
    return new LinkState(
        sandbox,
        name,
        kind,
        mtu,
        mac,
        parent,
        bridge,
        bridge == null ? null : port,
        alias,
        up,
        peer);
  }

  /** Treated so by its bridge. */
  public LinkState asPort(PortOptions options) {
    return new LinkState(sandbox, name, kind, mtu, mac, parent, master, options, alias, up, peer);
  }

  /** With this text for people. */
  public LinkState called(String text) {
    return new LinkState(sandbox, name, kind, mtu, mac, parent, master, port, text, up, peer);
  }

  /** Switched off. */
  public LinkState down() {
    return new LinkState(sandbox, name, kind, mtu, mac, parent, master, port, alias, false, peer);
  }

  /** With this other end. */
  public LinkState pairedWith(Peer other) {
    return new LinkState(sandbox, name, kind, mtu, mac, parent, master, port, alias, up, other);
  }

  @Override
  public Key key() {
    return key(sandbox, name);
  }

  @Override
  public @Nullable String link() {
    return null;
  }

  /** Links that are not ours by their name are somebody else's. */
  @Override
  public boolean unasked() {
    return !Scope.ours(sandbox, name);
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof LinkState is
        && sameLink(is)
        && (mtu == 0 || mtu == is.mtu)
        && (mac == null || mac.equals(is.mac))
        && Objects.equals(master, is.master)
        && (port == null || port.equals(is.port))
        && (alias.isEmpty() || alias.equals(is.alias))
        && up == is.up;
  }

  /** Whether {@code seen} can become as this wants it without being made anew. */
  public boolean sameLink(LinkState seen) {
    return kind.equals(seen.kind) && (parent == null || parent.equals(seen.parent));
  }

  @Override
  public String toString() {
    return kind.kernelName()
        + " "
        + name
        + (mtu == 0 ? "" : " mtu " + mtu)
        + (mac == null ? "" : " mac " + mac)
        + (parent == null ? "" : " on " + parent)
        + (master == null ? "" : " in " + master)
        + (up ? " up" : " down");
  }
}
