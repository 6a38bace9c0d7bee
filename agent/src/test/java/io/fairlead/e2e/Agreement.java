package io.fairlead.e2e;

import io.fairlead.testkit.fleet.AgentProcess;
import io.fairlead.testkit.fleet.Doc;
import io.fairlead.testkit.lab.Await;
import io.fairlead.testkit.lab.LabException;
import io.fairlead.testkit.lab.LabHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether DNS, HTTP and the command line say what the engine says. Names that were seen once are
 * asked for ever after, so that a ghost shows.
 */
final class Agreement {
  private static final Duration DEADLINE = Duration.ofSeconds(45);
  private static final int ANSWER_LIMIT = 16;

  private final EngineView engine;
  private final AgentProcess agent;
  private final Set<String> namesSeen = new HashSet<>();

  Agreement(LabHost host, AgentProcess agent) {
    this.engine = new EngineView(host);
    this.agent = agent;
  }

  /** Waits until all four agree. */
  void await(String when) {
    await(when, expected -> or(answers(expected), () -> commandLine(expected)));
  }

  /** Waits until the engine, DNS and HTTP agree: quicker by the start of a program. */
  void awaitAnswers(String when) {
    await(when, this::answers);
  }

  private void await(String when, Function<Set<Entry>, String> differences) {
    try {
      Await.quiet("agreement " + when, DEADLINE, () -> difference(differences));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\nThe agent said:\n" + agent.process().tail(), e);
    }
  }

  private String difference(Function<Set<Entry>, String> differences) {
    Set<Entry> expected;
    try {
      expected = engine.entries();
    } catch (LabException e) {
      return "the engine is busy: " + e.getMessage();
    }
    return differences.apply(expected);
  }

  private String answers(Set<Entry> expected) {
    return or(
        differences("HTTP", expected, entries(agent.get("/instances"))),
        () -> dnsDifferences(expected));
  }

  private String commandLine(Set<Entry> expected) {
    Doc said = Doc.parse(agent.cli("instances", "--json"));
    return differences("the command line", expected, entries(said));
  }

  private static String or(String difference, Supplier<String> next) {
    return difference.isEmpty() ? next.get() : difference;
  }

  private static Set<Entry> entries(Doc answer) {
    return answer.at("instances").elements().stream()
        .map(Entry::ofInstance)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String differences(String who, Set<Entry> expected, Set<Entry> found) {
    Set<Entry> lost = new TreeSet<>(expected);
    lost.removeAll(found);
    Set<Entry> ghosts = new TreeSet<>(found);
    ghosts.removeAll(expected);
    return lost.isEmpty() && ghosts.isEmpty()
        ? ""
        : "%s lacks %s and has %s too many".formatted(who, lost, ghosts);
  }

  private String dnsDifferences(Set<Entry> expected) {
    Map<String, List<Entry>> byName = new TreeMap<>();
    for (Entry entry : expected) {
      byName
          .computeIfAbsent(entry.service() + ".svc.internal", name -> new ArrayList<>())
          .add(entry);
      byName
          .computeIfAbsent(entry.container() + ".container.internal", name -> new ArrayList<>())
          .add(entry);
    }
    namesSeen.addAll(byName.keySet());
    Map<String, Set<String>> answers = new HashMap<>();
    for (String line : agent.dig(namesSeen.stream().map(name -> name + " A").toList())) {
      String[] fields = line.split("\\s+");
      answers
          .computeIfAbsent(fields[0].replaceFirst("\\.$", ""), name -> new TreeSet<>())
          .add(fields[4]);
    }
    List<String> differences = new ArrayList<>();
    for (String name : namesSeen) {
      Set<String> found = answers.getOrDefault(name, Set.of());
      List<Entry> known = byName.getOrDefault(name, List.of());
      if (!right(found, answerable(known))) {
        differences.add(name + " is answered " + found + " for " + known);
      }
    }
    return differences.isEmpty() ? "" : "DNS: " + differences;
  }

  /** Those that serve; all where none does. */
  private static List<Entry> answerable(List<Entry> known) {
    List<Entry> serving = known.stream().filter(Entry::serving).toList();
    return serving.isEmpty() ? known : serving;
  }

  /** One address of each, and no others. */
  private static boolean right(Set<String> found, List<Entry> entries) {
    boolean noOthers =
        found.stream().allMatch(a -> entries.stream().anyMatch(e -> e.addresses().contains(a)));
    long covered =
        entries.stream().filter(e -> e.addresses().stream().anyMatch(found::contains)).count();
    return noOthers && covered >= Math.min(ANSWER_LIMIT, entries.size());
  }
}
