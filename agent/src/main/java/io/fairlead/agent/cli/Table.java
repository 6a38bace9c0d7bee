package io.fairlead.agent.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of cells in columns that align. Where the terminal is too narrow, the widest column is cut
 * until all fit, but none below {@value #NARROWEST} characters.
 */
final class Table {
  private static final int NARROWEST = 12;
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... titles) {
    rows.add(List.of(titles));
  }

  void add(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException("a row has as many cells as the table has titles");
    }
    rows.add(List.of(cells));
  }

  boolean isEmpty() {
    return rows.size() == 1;
  }

  /**
   * The table as lines.
   *
   * @param width characters that fit in a line, or 0 for any number
   */
  String text(int width) {
    int[] widths = widths(width);
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = cut(clean(row.get(i)), widths[i]);
        line.append(i == 0 ? "" : GAP).append(cell).repeat(' ', widths[i] - length(cell));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int[] widths(int width) {
    int[] widths = new int[rows.getFirst().size()];
    int sum = GAP.length() * (widths.length - 1);
    for (int i = 0; i < widths.length; i++) {
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], length(clean(row.get(i))));
      }
      sum += widths[i];
    }
    while (width > 0 && sum > width) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
      sum--;
    }
    return widths;
  }

  private static String cut(String cell, int width) {
    if (length(cell) <= width) {
      return cell;
    }
    return cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
  }

  /** What comes from outside must not move the cursor. */
  static String clean(String text) {
    return text.codePoints().anyMatch(Character::isISOControl)
        ? text.replaceAll("\\p{Cntrl}", " ")
        : text;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
