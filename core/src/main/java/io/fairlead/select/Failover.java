package io.fairlead.select;

import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Federation.State;
import io.fairlead.model.Instance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which datacenter answers for a service where nobody asked for one by name: the own one, or, where
 * it has none to answer with, the nearest that has one which passes. Pure.
 *
 * @param rule for services whose instances say nothing of it
 */
public record Failover(Rule rule) {
  /** The metadata by which instances say it for their service. */
  public static final String META = "fairlead.failover";

  private static final String NOWHERE = "none";

  /** When others are asked. */
  public enum Rule {
    /** Never. */
    NONE,
    /** Where the own datacenter has no instance at all. */
    MISSING,
    /** Where the own datacenter has none that passes and is not draining. */
    UNHEALTHY
  }

  /** What one service looks like in each datacenter, by place. Only what decides is asked for. */
  public interface Sight {
    /** How many datacenters there are. */
    int count();

    /** The datacenter's name. */
    String name(int place);

    /** How fresh its snapshot is. */
    State state(int place);

    /** The instances of the service that could be meant. */
    List<Instance> members(int place);
  }

  /**
   * What was chosen.
   *
   * @param place the datacenter that answers
   * @param members the service's instances there
   */
  public record Choice(int place, List<Instance> members) {
    /** Whether another datacenter answers. */
    public boolean away() {
      return place != Federation.OWN;
    }
  }

  /** The datacenter that answers, and with what. */
  public Choice choose(Sight sight) {
    List<Instance> own = sight.members(Federation.OWN);
    Choice stay = new Choice(Federation.OWN, own);
    if (sight.count() == 1 || serves(own)) {
      return stay;
    }
    List<Integer> candidates = candidates(sight, own);
    // A datacenter that we cannot reach may be one that nobody can reach: such go last.
    for (State state : List.of(State.CURRENT, State.CUT_OFF)) {
      for (int place : candidates) {
        if (sight.state(place) == state) {
          List<Instance> members = sight.members(place);
          if (serves(members)) {
            return new Choice(place, members);
          }
        }
      }
    }
    return stay;
  }

  private List<Integer> candidates(Sight sight, List<Instance> own) {
    String said = said(own);
    for (int place = 1; said == null && own.isEmpty() && place < sight.count(); place++) {
      said = said(sight.members(place));
    }
    List<Integer> all = IntStream.range(1, sight.count()).boxed().toList();
    if (said != null) {
      return named(said, sight, all);
    }
    return switch (rule) {
      case NONE -> List.of();
      case MISSING -> own.isEmpty() ? all : List.of();
      case UNHEALTHY -> all;
    };
  }

  /** What the instances say, the first of those that say anything. */
  private static @Nullable String said(List<Instance> members) {
    for (Instance member : members) {
      String said = member.meta().get(META);
      if (said != null && !said.isBlank()) {
        return said;
      }
    }
    return null;
  }

  /** {@code dc3,dc2}: in this order; {@code any}: nearest first; {@code none}. */
  private static List<Integer> named(String said, Sight sight, List<Integer> all) {
    List<Integer> places = new ArrayList<>();
    for (String name : Arrays.stream(said.split(",", -1)).map(String::strip).toList()) {
      if (name.equals(NOWHERE)) {
        return List.of();
      }
      all.stream()
          .filter(place -> name.equals("any") || sight.name(place).equals(name))
          .filter(place -> !places.contains(place))
          .forEach(places::add);
    }
    return places;
  }

  private static boolean serves(List<Instance> members) {
    for (Instance member : members) {
      if (member.serving()) {
        return true;
      }
    }
    return false;
  }
}
