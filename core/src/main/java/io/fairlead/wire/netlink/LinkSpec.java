package io.fairlead.wire.netlink;

import org.jspecify.annotations.Nullable;

/**
 * A link to be made.
 *
 * @param mtu 0 for the kernel's choice
 * @param mac null for the kernel's choice
 * @param parent the index of the link that it stands on, or 0
 * @param master the index of the bridge that it is a port of, or 0
 * @param group a number by which many can be deleted at once
 * @param up whether it is switched on
 * @param peer the other end of a pair, or null
 */
public record LinkSpec(
    String name,
    LinkKind kind,
    int mtu,
    @Nullable HardwareAddress mac,
    int parent,
    int master,
    int group,
    boolean up,
    @Nullable Peer peer) {
  public LinkSpec {
    LinkName.check(name);
  }

  /**
   * The other end of a pair. It is made where it belongs: moving it there later takes longer by
   * far. The kernel refuses to make it switched on.
   *
   * @param mac null for the kernel's choice
   * @param namespace an open file of its network namespace, or -1 for the same
   */
  public record Peer(String name, @Nullable HardwareAddress mac, int namespace) {
    public Peer {
      LinkName.check(name);
    }
  }

  /** A link of this kind, switched on, all else the kernel's choice. */
  public static LinkSpec of(String name, LinkKind kind) {
    return new LinkSpec(name, kind, 0, null, 0, 0, 0, true, null);
  }

  /** With this MTU. */
  public LinkSpec withMtu(int bytes) {
    return new LinkSpec(name, kind, bytes, mac, parent, master, group, up, peer);
  }

  /** With this hardware address. */
  public LinkSpec withMac(@Nullable HardwareAddress address) {
    return new LinkSpec(name, kind, mtu, address, parent, master, group, up, peer);
  }

  /** On the link of this index. */
  public LinkSpec on(int parentIndex) {
    return new LinkSpec(name, kind, mtu, mac, parentIndex, master, group, up, peer);
  }

  /** As a port of the bridge of this index. */
  public LinkSpec under(int masterIndex) {
    return new LinkSpec(name, kind, mtu, mac, parent, masterIndex, group, up, peer);
  }

  /** In this group. */
  public LinkSpec inGroup(int number) {
    return new LinkSpec(name, kind, mtu, mac, parent, master, number, up, peer);
  }

  /** Switched off. */
  public LinkSpec down() {
    return new LinkSpec(name, kind, mtu, mac, parent, master, group, false, peer);
  }

  /** With this other end. */
  public LinkSpec withPeer(@Nullable Peer other) {
    return new LinkSpec(name, kind, mtu, mac, parent, master, group, up, other);
  }

  /** Asks for it; refused where the name is taken. */
  public Request create() {
    return Request.of(
            LinkMessage.NEW,
            Netlink.CREATE | Netlink.EXCLUSIVE,
            "create " + kind.kernelName() + " " + name,
            this::write)
        .needing(kind.kernelName());
  }

  private void write(MessageWriter out) {
    LinkMessage.header(out, 0, up ? LinkMessage.UP : 0, up ? LinkMessage.UP : 0);
    out.text(LinkMessage.NAME, name);
    common(out, mac);
    if (parent != 0 && !(kind instanceof LinkKind.Vxlan)) {
      out.u32(LinkMessage.LINK, parent);
    }
    if (master != 0) {
      out.u32(LinkMessage.MASTER, master);
    }
    if (group != 0) {
      out.u32(LinkMessage.GROUP, group);
    }
    int info = out.begin(LinkMessage.INFO);
    out.word(LinkKindCodec.KIND, kind.kernelName());
    int data = out.begin(LinkKindCodec.DATA);
    if (peer != null) {
      writePeer(out, peer);
    }
    LinkKindCodec.write(out, kind, parent);
    out.endUnlessEmpty(data).end(info);
  }

  private void common(MessageWriter out, @Nullable HardwareAddress address) {
    if (mtu != 0) {
      out.u32(LinkMessage.MTU, mtu);
    }
    if (address != null) {
      out.mac(LinkMessage.ADDRESS, address);
    }
  }

  private void writePeer(MessageWriter out, Peer other) {
    int end = out.begin(1); // VETH_INFO_PEER
    LinkMessage.header(out, 0, 0, 0);
    out.text(LinkMessage.NAME, other.name());
    common(out, other.mac());
    if (other.namespace() >= 0) {
      out.u32(LinkMessage.NAMESPACE, other.namespace());
    }
    out.end(end);
  }
}
