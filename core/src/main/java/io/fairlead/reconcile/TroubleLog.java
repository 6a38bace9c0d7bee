package io.fairlead.reconcile;

/** Says once what cannot be mended, and once that it is. Used by one thread. */
final class TroubleLog {
  private static final System.Logger LOG = System.getLogger(Reconciler.class.getName());

  private String told = "";

  void tell(Round round) {
    String now = round.trouble().isEmpty() ? "" : round.trouble();
    if (now.isEmpty() && !round.open().isEmpty()) {
      now = round.open().size() + " differences stay: " + round.open().getFirst();
    }
    if (!now.equals(told)) {
      if (now.isEmpty()) {
        LOG.log(System.Logger.Level.INFO, "The network is as it should be again");
      } else {
        LOG.log(System.Logger.Level.WARNING, "The network is not as it should be: " + now);
      }
      told = now;
    }
  }
}
