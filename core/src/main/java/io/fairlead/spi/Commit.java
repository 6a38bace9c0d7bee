package io.fairlead.spi;

import io.fairlead.model.Revision;

/** How a transaction ended. */
public sealed interface Commit {
  /** It is done and durable, at this revision. */
  record Done(Revision revision) implements Commit {}

  /** Nothing was done: the guard on {@code key} did not hold. */
  record Conflict(String key) implements Commit {}

  /** Nothing was done: the transaction's lease is gone. Grant another and say everything again. */
  record LeaseLost(String lease) implements Commit {}
}
