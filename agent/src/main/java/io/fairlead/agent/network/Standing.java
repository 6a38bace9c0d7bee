package io.fairlead.agent.network;

import io.fairlead.dataplane.Choice;
import io.fairlead.model.net.Network;
import java.util.List;

/**
 * How one network stands on this node.
 *
 * @param choice its dataplane, and why
 * @param endpoints this node's
 * @param doubts why it does not carry all, and what to do next; empty where it does
 * @param ordinary why its packets take no short ways; empty where they do
 * @param guarded how many of this node's have rules of their own, and take none for that
 */
public record Standing(
    Network network,
    Choice choice,
    int endpoints,
    List<String> doubts,
    String ordinary,
    long guarded) {
  public Standing {
    doubts = List.copyOf(doubts);
  }

  /** In one line, for people. */
  public String text() {
    String text = choice.type() + " (" + choice.why() + "), " + endpoints + " endpoints here";
    text +=
        ordinary.isEmpty()
            ? ", by short ways" + (guarded == 0 ? "" : " but for " + guarded + " with rules")
            : ", by the ordinary way: " + ordinary;
    return doubts.isEmpty() ? text : text + "; " + String.join("; ", doubts);
  }
}
