package io.fairlead.model;

/**
 * A point in the store's history. Later changes have larger revisions; nothing else may be
 * concluded from the distance of two.
 *
 * @param value zero before the first change
 */
public record Revision(long value) implements Comparable<Revision> {
  /** Before the first change. */
  public static final Revision ZERO = new Revision(0);

  public Revision {
    InvalidField.unless(value >= 0, "revision", "must not be negative");
  }

  /** Whether this point comes after {@code other}. */
  public boolean isAfter(Revision other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Revision other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
