package io.fairlead.policy;

import io.fairlead.model.InvalidField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a container's labels ask for.
 *
 * @param asked whether any label is about policy: without one, everybody may come
 * @param rules what is allowed; all else is not
 * @param dryRun whether what would be dropped is only counted
 * @param wrong what is not understood, and what to write instead; nobody may come then
 */
public record Labels(boolean asked, List<Allow> rules, boolean dryRun, List<String> wrong) {
  /** The label, alone or with a suffix of any kind ({@code fairlead.allow.1}). */
  public static final String ALLOW = "fairlead.allow";

  /** The label that only counts. */
  public static final String DRY_RUN = "fairlead.policy-dry-run";

  private static final int MOST_RULES = 64;

  public Labels {
    rules = List.copyOf(rules);
    wrong = List.copyOf(wrong);
  }

  /** Reads them. */
  public static Labels read(Map<String, String> labels) {
    List<Allow> rules = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    boolean[] asked = {false};
    boolean[] dryRun = {false};
    new TreeMap<>(labels)
        .forEach(
            (label, value) -> {
              if (label.equals(ALLOW) || label.startsWith(ALLOW + ".")) {
                asked[0] = true;
                rules(label, value, rules, wrong);
              } else if (label.equals(DRY_RUN)) {
                dryRun[0] = value.equals("true");
                if (!value.equals("true") && !value.equals("false")) {
                  wrong.add(label + ": '" + quoted(value) + "' is neither true nor false");
                }
              }
            });
    if (rules.size() > MOST_RULES) {
      wrong.add(
          ALLOW + ": " + rules.size() + " rules are too many; use " + MOST_RULES + " at most");
    }
    return new Labels(asked[0], wrong.isEmpty() ? rules : List.of(), dryRun[0], wrong);
  }

  private static void rules(String label, String value, List<Allow> rules, List<String> wrong) {
    for (String text : value.split(";", -1)) {
      if (!text.isBlank()) {
        try {
          rules.add(Allow.parse(label, text));
        } catch (InvalidField e) {
          wrong.add(quoted(String.valueOf(e.getMessage())));
        }
      }
    }
  }

  private static String quoted(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= 300 ? clean : clean.substring(0, 300) + "...";
  }
}
