package io.fairlead.model;

/** Whether an instance can serve, as its checks see it. */
public enum Health {
  /** All checks pass, or there are none. */
  PASSING,
  /** No verdict yet: checks have not run often enough, or a container's HEALTHCHECK is starting. */
  UNKNOWN,
  /** At least one check fails. */
  FAILING;

  /** The worse of the two. */
  public Health and(Health other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
