package io.fairlead.spi.kernel;

import io.fairlead.wire.netlink.LinkName;

/**
 * A link whose incoming packets are looked at before anything else of the host sees them: those
 * that have a {@link ShortWay} take it, all others go on as if nobody had looked.
 *
 * @param network the one whose packets come in by it, or 0 where it is the host's own
 * @param current whether the program at it is the one that this agent brings; only in what is seen
 */
public record ShortLink(Sandbox sandbox, String link, int network, boolean current)
    implements HostItem {
  public ShortLink {
    LinkName.check(link);
  }

  /** Packets that come in by this link are to be looked at. */
  public static ShortLink of(Sandbox sandbox, String link, int network) {
    return new ShortLink(sandbox, link, network, true);
  }

  @Override
  public Key key() {
    return new Key(Kind.SHORT, sandbox, "from " + link);
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return equals(seen);
  }

  /** The kernel waits until no processor runs what was at the link before. */
  @Override
  public boolean canWait() {
    return true;
  }

  @Override
  public String link() {
    return link;
  }

  @Override
  public String toString() {
    return "from " + link + (network == 0 ? "" : " of network " + network);
  }
}
