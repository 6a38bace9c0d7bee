package io.fairlead.agent.doctor;

import io.fairlead.json.Fields;
import org.jspecify.annotations.Nullable;

/** Asks the agent of this host. */
public interface Question {
  /**
   * What it answers to a GET.
   *
   * @param target as {@code /status}
   * @return null where no agent answers, or it refuses
   */
  @Nullable Fields ask(String target);
}
