package io.fairlead.registry.move;

import java.util.Locale;

/** Where a move is. Each is safe to stay in, and before {@link #DONE} one may go back. */
public enum Phase {
  /** Agents read the old store and write both. */
  DUAL,
  /** Agents read the new store and write both. */
  CUTOVER,
  /** Agents read and write the new store; the old one only says where it is. */
  DONE,
  /** Agents return to the old store alone. */
  BACK;

  /** As in records and for people. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
