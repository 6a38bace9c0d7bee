package io.fairlead.spi.kernel;

import io.fairlead.model.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A rule that sends packets to a table of routes, and carries {@link Scope#PROTOCOL}. All of it
 * tells it from others.
 *
 * @param v6 whether it is for IPv6
 * @param priority the lower goes first
 * @param from the packets' source, or null for any
 * @param to the packets' destination, or null for any
 * @param mark the packets' mark, compared under {@code mask}
 * @param mask 0 where the mark does not matter
 * @param incoming the link they come in by, or null for any
 * @param outgoing the link they are bound to, or null for any
 * @param table the table of routes
 */
public record RuleState(
    Sandbox sandbox,
    boolean v6,
    int priority,
    @Nullable IpPrefix from,
    @Nullable IpPrefix to,
    int mark,
    int mask,
    @Nullable String incoming,
    @Nullable String outgoing,
    int table)
    implements HostItem {
  @Override
  public Key key() {
    return new Key(Kind.RULE, sandbox, toString());
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof RuleState;
  }

  /** A rule stays though its links are gone. */
  @Override
  public @Nullable String link() {
    return null;
  }

  @Override
  public String toString() {
    return (v6 ? "IPv6 " : "")
        + priority
        + (from == null ? "" : " from " + from)
        + (to == null ? "" : " to " + to)
        + (mask == 0
            ? ""
            : " mark 0x" + Integer.toHexString(mark) + "/0x" + Integer.toHexString(mask))
        + (incoming == null ? "" : " iif " + incoming)
        + (outgoing == null ? "" : " oif " + outgoing)
        + " table "
        + table;
  }
}
