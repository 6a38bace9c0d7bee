package io.fairlead.agent.asking;

/** Where questions stand in the store: {@code asks/<asked>/<asking>/<number>}. */
final class Keys {
  static final String ASKS = "asks/";

  /** There while the agents move to another store. */
  static final String MOVE = "migration/plan";

  private Keys() {}

  static String to(String node) {
    return ASKS + node + "/";
  }

  static String question(String asked, String asking, String number) {
    return to(asked) + asking + "/" + number;
  }
}
