package io.fairlead.stores.etcd;

import io.fairlead.spi.Lease;
import io.fairlead.spi.StoreException;
import io.fairlead.stores.web.Ask;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lease of etcd's own; its id is written as etcdctl does. */
final class EtcdLease implements Lease {
  private static final int DIGITS = 16;
  private static final Duration SHORTEST_DEADLINE = Duration.ofMillis(500);
  private static final Duration LONGEST_DEADLINE = Duration.ofSeconds(5);
  private static final int TRIES = 4;

  private final Gateway gateway;
  private final long number;
  private final Duration ttl;

  EtcdLease(Gateway gateway, long number, long seconds) {
    this.gateway = gateway;
    this.number = number;
    this.ttl = Duration.ofSeconds(seconds);
  }

  static String id(long number) {
    return HexFormat.of().toHexDigits(number).replaceFirst("^0+(?=.)", "");
  }

  /** The number with this id, or null where no lease of etcd can have it. */
  static @Nullable Long number(String id) {
    if (id.isEmpty() || id.length() > DIGITS || !id.chars().allMatch(HexFormat::isHexDigit)) {
      return null;
    }
    long number = HexFormat.fromHexDigitsToLong(id);
    return number > 0 ? number : null;
  }

  @Override
  public String id() {
    return id(number);
  }

  @Override
  public Duration ttl() {
    return ttl;
  }

  @Override
  public boolean renew() {
    Fields answer = gateway.insist(ask("/v3/lease/keepalive"));
    if (!answer.has("result")) {
      String why = answer.object("error").text("message");
      throw StoreException.away(
          "etcd could not renew the lease (" + why + "); try again", new IOException(why));
    }
    return gateway.noted(answer.object("result")).number("TTL") > 0;
  }

  @Override
  public void revoke() {
    try {
      gateway.call(ask("/v3/lease/revoke"));
    } catch (Refusal e) {
      if (!e.leaseGone()) {
        throw gateway.refused(e);
      }
    }
  }

  /** A server that is silent must leave time to ask the others while the lease lives. */
  private Ask ask(String path) {
    Duration deadline = ttl.dividedBy(TRIES);
    if (deadline.compareTo(LONGEST_DEADLINE) > 0) {
      deadline = LONGEST_DEADLINE;
    } else if (deadline.compareTo(SHORTEST_DEADLINE) < 0) {
      deadline = SHORTEST_DEADLINE;
    }
    return Ask.post(path, Map.of("ID", Long.toString(number))).within(deadline);
  }
}
