package io.fairlead.spi.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A switch of the kernel. What it was before is not put back.
 *
 * @param name as a path below {@code /proc/sys}: {@code net/ipv4/ip_forward}
 */
public record SysctlState(Sandbox sandbox, String name, String value) implements HostItem {
  @Override
  public Key key() {
    return new Key(Kind.SYSCTL, sandbox, name);
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof SysctlState is && value.equals(is.value);
  }

  @Override
  public boolean unasked() {
    return true;
  }

  /** The link whose switch it is: {@code eth0} of {@code net/ipv4/conf/eth0/rp_filter}. */
  @Override
  public @Nullable String link() {
    String[] parts = name.split("/", -1);
    boolean ofLink =
        parts.length == 5
            && (parts[2].equals("conf") || parts[2].equals("neigh"))
            && !parts[3].equals("all")
            && !parts[3].equals("default");
    return ofLink ? parts[3] : null;
  }

  @Override
  public String toString() {
    return name + "=" + value;
  }
}
