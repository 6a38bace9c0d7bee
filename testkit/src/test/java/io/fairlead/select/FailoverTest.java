package io.fairlead.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.fairlead.catalog.Federation;
import io.fairlead.catalog.Federation.State;
import io.fairlead.model.Cause;
import io.fairlead.model.CheckState;
import io.fairlead.model.Health;
import io.fairlead.model.Instance;
import io.fairlead.model.InstanceId;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Port;
import io.fairlead.model.ServiceKey;
import io.fairlead.testkit.catalog.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rule, told in one line for each case. A datacenter is {@code name:instances}, an instance one
 * of {@code p}assing, {@code f}ailing, {@code u}nknown and {@code d}raining, {@code -} none at all;
 * {@code !} after the name is cut off, {@code ?} unread; {@code =} is what the instances say.
 */
class FailoverTest {
  private static final class World implements Failover.Sight {
    private final List<String> names = new ArrayList<>();
    private final List<State> states = new ArrayList<>();
    private final List<List<Instance>> members = new ArrayList<>();
    private final TreeSet<Integer> looked = new TreeSet<>();

    World(String text) {
      for (String word : text.strip().split(" +")) {
        String[] parts = word.split("[:=]", 3);
        String name = parts[0];
        states.add(
            name.endsWith("!") ? State.CUT_OFF : name.endsWith("?") ? State.UNREAD : State.CURRENT);
        names.add(name.replaceAll("[!?]", ""));
        String said = parts.length > 2 ? parts[2] : "";
        members.add(
            parts[1]
                .chars()
                .filter(c -> c != '-')
                .mapToObj(c -> instance((char) c, said))
                .toList());
      }
    }

    private static Instance instance(char state, String said) {
      Health health =
          state == 'f' ? Health.FAILING : state == 'u' ? Health.UNKNOWN : Health.PASSING;
      return new Instance(
          new InstanceId("host1", "web-1"),
          "test",
          ServiceKey.of("web"),
          "",
          Port.NONE,
          IpAddress.parse("10.0.0.1"),
          List.of(),
          List.of(),
          said.isEmpty() ? Map.of() : Map.of(Failover.META, said),
          1,
          state == 'd',
          List.of(),
          List.of(new CheckState("check", "tcp", health, Samples.AT, "")),
          new Cause(Samples.AT, "made for a test"));
    }

    @Override
    public int count() {
      return names.size();
    }

    @Override
    public String name(int place) {
      return names.get(place);
    }

    @Override
    public State state(int place) {
      return states.get(place);
    }

    @Override
    public List<Instance> members(int place) {
      looked.add(place);
      return members.get(place);
    }
  }

  private static String chosen(Failover.Rule rule, String world) {
    World seen = new World(world);
    Failover.Choice choice = new Failover(rule).choose(seen);
    assertEquals(seen.members.get(choice.place()), choice.members());
    return seen.name(choice.place());
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,      dc1:p  dc2:p, dc1",
    "NONE,      dc1:f  dc2:p, dc1",
    "NONE,      dc1:-  dc2:p, dc1",
    "MISSING,   dc1:p  dc2:p, dc1",
    "MISSING,   dc1:f  dc2:p, dc1",
    "MISSING,   dc1:d  dc2:p, dc1",
    "MISSING,   dc1:-  dc2:p, dc2",
    "UNHEALTHY, dc1:fp dc2:p, dc1",
    "UNHEALTHY, dc1:f  dc2:p, dc2",
    "UNHEALTHY, dc1:u  dc2:p, dc2",
    "UNHEALTHY, dc1:d  dc2:p, dc2",
    "UNHEALTHY, dc1:-  dc2:p, dc2"
  })
  void theRuleSaysWhenOthersAreAsked(Failover.Rule rule, String world, String expected) {
    assertEquals(expected, chosen(rule, world));
  }

  @ParameterizedTest
  @CsvSource({
    "dc1:- dc2:p dc3:p, dc2",
    "dc1:- dc2:f dc3:p, dc3",
    "dc1:- dc2:- dc3:p, dc3",
    "dc1:- dc2:d dc3:u, dc1",
    "dc1:f dc2:f dc3:f, dc1",
    "dc1:- dc2?:- dc3:p, dc3"
  })
  void theNearestThatHasOneWhichPassesAnswers(String world, String expected) {
    assertEquals(expected, chosen(Failover.Rule.UNHEALTHY, world));
  }

  @ParameterizedTest
  @CsvSource({
    "dc1:- dc2!:p dc3:p, dc3",
    "dc1:- dc2!:p dc3:f, dc2",
    "dc1:- dc2!:p dc3!:p, dc2",
    "dc1:f dc2!:f dc3:f, dc1"
  })
  void oneThatIsCutOffIsAskedLast(String world, String expected) {
    assertEquals(expected, chosen(Failover.Rule.UNHEALTHY, world));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NONE      | dc1:f=dc2      dc2:p dc3:p     | dc2",
        "NONE      | dc1:f=dc3,dc2  dc2:p dc3:p     | dc3",
        "NONE      | dc1:f=dc1,dc3  dc2:p dc3:p     | dc3",
        "NONE      | dc1:f=any      dc2:f dc3:p     | dc3",
        "NONE      | dc1:f=dc9      dc2:p dc3:p     | dc1",
        "NONE      | dc1:p=dc2      dc2:p dc3:p     | dc1",
        "MISSING   | dc1:f=dc2      dc2:p dc3:p     | dc2",
        "UNHEALTHY | dc1:f=none     dc2:p dc3:p     | dc1",
        "UNHEALTHY | dc1:f=dc2      dc2:f dc3:p     | dc1",
        "NONE      | dc1:-          dc2:p=dc1,dc2 dc3:p | dc2",
        "NONE      | dc1:-          dc2:- dc3:p=any | dc3",
        "UNHEALTHY | dc1:-          dc2:p=none dc3:p | dc1",
        "NONE      | dc1:f          dc2:p=any dc3:p | dc1",
      })
  void whatItsInstancesSayGoesFirst(Failover.Rule rule, String world, String expected) {
    assertEquals(expected, chosen(rule, world));
  }

  @Test
  void othersAreNotEvenLookedAtWhereTheOwnOneAnswers() {
    for (Failover.Rule rule : Failover.Rule.values()) {
      World world = new World("dc1:pf dc2:p dc3:p");
      assertFalse(new Failover(rule).choose(world).away());
      assertEquals(List.of(Federation.OWN), List.copyOf(world.looked));
    }
  }
}
