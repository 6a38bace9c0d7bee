package io.fairlead.ipam;

import io.fairlead.model.IpPrefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which subnet a network gets that asked for none, as a pure function. */
public final class PoolChoice {
  private PoolChoice() {}

  /**
   * A range that subnets are cut from.
   *
   * @param length the prefix length of each subnet
   */
  public record Supernet(IpPrefix range, int length) {}

  /** Where IPv4 subnets come from where nothing else is said: 1024 of 4096 addresses each. */
  public static final List<Supernet> USUAL_V4 =
      List.of(new Supernet(IpPrefix.parse("10.128.0.0/10"), 20));

  /** The IPv6 subnets of a cluster: a /64 each in its own /48. */
  public static List<Supernet> v6(IpPrefix ula) {
    return List.of(new Supernet(ula, 64));
  }

  /**
   * The first subnet that overlaps nothing that is taken; null where there is none. Costs as much
   * as there is taken, however large the ranges are.
   */
  public static @Nullable IpPrefix first(List<Supernet> supernets, Collection<IpPrefix> taken) {
    for (Supernet supernet : supernets) {
      IpPrefix found = first(supernet, taken);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable IpPrefix first(Supernet supernet, Collection<IpPrefix> taken) {
    List<IpPrefix> near = new ArrayList<>();
    for (IpPrefix one : taken) {
      // A default route is in everybody's way and in nobody's.
      if (one.length() > 0 && one.overlaps(supernet.range())) {
        near.add(one);
      }
    }
    IpPrefix subnet = new IpPrefix(supernet.range().first(), supernet.length());
    while (subnet != null) {
      IpPrefix in = overlapping(subnet, near);
      if (in == null) {
        return subnet;
      }
      IpPrefix beyond = in.length() < subnet.length() ? in : subnet;
      subnet = after(beyond, supernet);
    }
    return null;
  }

  private static @Nullable IpPrefix overlapping(IpPrefix subnet, List<IpPrefix> near) {
    for (IpPrefix one : near) {
      if (one.overlaps(subnet)) {
        return one;
      }
    }
    return null;
  }

  /** The subnet that begins after this range, or null where the supernet ends there. */
  private static @Nullable IpPrefix after(IpPrefix range, Supernet supernet) {
    if (range.last().compareTo(supernet.range().last()) >= 0) {
      return null;
    }
    return new IpPrefix(range.last().plus(1), supernet.length());
  }
}
