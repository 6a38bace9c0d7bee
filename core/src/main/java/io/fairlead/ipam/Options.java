package io.fairlead.ipam;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Choices.
 *
 * @param node this node's name
 * @param journal the file that remembers which addresses are whose
 * @param cooling how long an address rests before somebody else gets it
 * @param keep how long an address that went with a name is kept for it
 * @param fence how long a node must be away before its blocks are given to others by themselves;
 *     null where only a person may say so, since its containers may run on
 * @param patience how long another node has to answer
 * @param present whether a node's agent is there
 */
public record Options(
    String node,
    Path journal,
    Duration cooling,
    Duration keep,
    @Nullable Duration fence,
    Duration patience,
    Predicate<String> present,
    RandomGenerator random) {
  /** How long an address rests where nothing else is said. */
  public static final Duration COOLING = Duration.ofSeconds(60);

  /** How long an address is kept for its name where nothing else is said. */
  public static final Duration KEEP = Duration.ofHours(1);

  /** How long another node has to answer where nothing else is said. */
  public static final Duration PATIENCE = Duration.ofSeconds(2);
}
