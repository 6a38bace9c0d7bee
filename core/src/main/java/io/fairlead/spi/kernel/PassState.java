package io.fairlead.spi.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Docker's filter lets through though nothing of Docker's says so: an engine sets the policy
 * of iptables' chain FORWARD to DROP, which no table of ours can take back. These ways are accepted
 * at the chain's end, after all that the host's own firewall forbids there. Where no engine has its
 * rules in the chain, nothing is needed and nothing done.
 *
 * @param v6 the family
 * @param ways each in nft's language, as {@code iifname "flb*" oifname "eth0"}
 * @param needed whether an engine has its rules there; only in what is seen
 */
public record PassState(Sandbox sandbox, boolean v6, List<String> ways, boolean needed)
    implements HostItem {
  public PassState {
    ways = List.copyOf(ways);
  }

  /** These ways are to be let through. */
  public static PassState of(Sandbox sandbox, boolean v6, List<String> ways) {
    return new PassState(sandbox, v6, ways, true);
  }

  @Override
  public Key key() {
    return new Key(Kind.NFT, sandbox, "pass " + (v6 ? "ip6" : "ip"));
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof PassState is && (!is.needed || ways.equals(is.ways));
  }

  /** Where none of our ways are there is nothing to take away. */
  @Override
  public boolean unasked() {
    return ways.isEmpty();
  }

  @Override
  public @Nullable String link() {
    return null;
  }

  @Override
  public String toString() {
    return (v6 ? "ip6 " : "ip ") + ways;
  }
}
