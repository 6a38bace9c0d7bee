package io.fairlead.agent.config;

import io.fairlead.model.Nearest;
import java.util.List;

/** What to say of a name that nobody knows. */
final class Unknown {
  private Unknown() {}

  /**
   * The sentence for it.
   *
   * @param typed the unknown name after the word for its kind: {@code flag --dns-tll}
   * @param all where all known ones are listed
   */
  static String name(String kind, String typed, List<String> known, String all) {
    String mend = Nearest.of(typed, known).map(nearest -> "the nearest is " + nearest).orElse(all);
    return "there is no " + kind + " " + typed + "; " + mend;
  }
}
