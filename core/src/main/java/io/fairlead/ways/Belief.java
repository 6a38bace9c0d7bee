package io.fairlead.ways;

/** What is believed of a way. */
public enum Belief {
  /** Not asked long enough. */
  UNKNOWN,
  /** Whole packets pass, there and back. */
  CARRIES,
  /** They do not. */
  FAILS
}
