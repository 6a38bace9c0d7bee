package io.fairlead.agent.config;

import java.util.List;

/** The known name that a mistyped one most likely meant. */
public final class Nearest {
  private Nearest() {}

  /** The one of {@code known} with the fewest edits from {@code typed}; the first of equals. */
  public static String to(String typed, List<String> known) {
    String best = "";
    int fewest = Integer.MAX_VALUE;
    for (String name : known) {
      int edits = edits(typed, name);
      if (edits < fewest) {
        fewest = edits;
        best = name;
      }
    }
    return best;
  }

  /** Insertions, deletions, replacements and swaps of neighbours that make one the other. */
  static int edits(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int replaced = cost[i - 1][j - 1] + (same ? 0 : 1);
        cost[i][j] = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
