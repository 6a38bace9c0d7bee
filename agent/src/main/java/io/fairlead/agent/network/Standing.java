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
 */
public record Standing(Network network, Choice choice, int endpoints, List<String> doubts) {
  public Standing {
    doubts = List.copyOf(doubts);
  }

  /** In one line, for people. */
  public String text() {
    String text = choice.type() + " (" + choice.why() + "), " + endpoints + " endpoints here";
    return doubts.isEmpty() ? text : text + "; " + String.join("; ", doubts);
  }
}
