package io.fairlead.spi;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A lease by what its store does for it.
 *
 * @param renewal see {@link Lease#renew}
 * @param end see {@link Lease#revoke}
 */
public record GrantedLease(String id, Duration ttl, BooleanSupplier renewal, Runnable end)
    implements Lease {
  @Override
  public boolean renew() {
    return renewal.getAsBoolean();
  }

  @Override
  public void revoke() {
    end.run();
  }
}
