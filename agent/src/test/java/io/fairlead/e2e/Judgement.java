package io.fairlead.e2e;

import io.fairlead.testkit.fleet.Transcript;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges each answer that a client got by what was done to the fleet: nobody is named who is dead
 * for long, and nobody is left out who runs for long, unless somebody who has to tell it was
 * disturbed.
 */
final class Judgement {
  private static final String DOMAIN = ".container.internal";

  private final FaultLog log;
  private final long patience;
  private final List<String> wrong = new ArrayList<>();
  private int ghosts;
  private int losses;

  /**
   * Judges nothing yet.
   *
   * @param patience how long answers may be behind what runs, in milliseconds
   */
  Judgement(FaultLog log, long patience) {
    this.log = log;
    this.patience = patience;
  }

  /** Judges all answers that the agent of this host gave. */
  void judge(int host, List<Transcript.Answer> answers) {
    for (Transcript.Answer answer : answers) {
      if (!answer.silent()) {
        String container = answer.name().replace(DOMAIN, "");
        if (answer.blank()) {
          left(host, container, answer);
        } else {
          named(host, container, answer);
        }
      }
    }
  }

  /** What was wrong. */
  List<String> wrong() {
    return wrong;
  }

  /** How many answers were held against a container that was, or was not, there for long. */
  int held() {
    return ghosts + losses;
  }

  private void named(int host, String container, Transcript.Answer answer) {
    long begin = answer.asked() - patience;
    if (!log.wasDisturbed(List.of("store", "agent" + host), begin, answer.came())) {
      ghosts++;
      if (!log.ranWithin(container, begin, answer.came())) {
        wrong.add("h" + (host + 1) + " names " + container + ", dead for long: " + answer);
      }
    }
  }

  /** The owner's lease lives over a disturbance that is short; only one that is long excuses. */
  private void left(int host, String container, Transcript.Answer answer) {
    long begin = answer.asked() - patience;
    List<String> tellers = List.of("store", "agent" + host, "agent" + log.home(container));
    if (log.ranAllTheTime(container, begin, answer.came())
        && !log.wasDisturbed(tellers, begin, answer.came())) {
      losses++;
      wrong.add("h" + (host + 1) + " leaves out " + container + ", which runs: " + answer);
    }
  }
}
