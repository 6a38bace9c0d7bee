package io.fairlead.agent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAlignAndLinesEndWithoutSpaces() {
    Table table = new Table("ID", "NODE", "TAGS");
    table.add("web-1", "n", "blue");
    table.add("a", "node-2", "");
    assertEquals(
        """
        ID     NODE    TAGS
        web-1  n       blue
        a      node-2
        """,
        table.text(0));
  }

  @Test
  void onANarrowTerminalTheWidestColumnIsCut() {
    Table table = new Table("ID", "SERVICE");
    table.add("host1:a-container-with-a-long-name:8080", "default/web");
    assertEquals(
        """
        ID                 SERVICE
        host1:a-containe…  default/web
        """,
        table.text(30));
  }

  @Test
  void noColumnIsCutBeyondRecognition() {
    Table table = new Table("ONE", "TWO");
    table.add("abcdefghijklmnop", "abcdefghijklmnop");
    assertEquals(
        """
        ONE           TWO
        abcdefghijk…  abcdefghijk…
        """,
        table.text(10));
  }

  @Test
  void whatComesFromOutsideCannotMoveTheCursor() {
    Table table = new Table("ID");
    table.add("a\u001b[2Jb\n");
    assertEquals("ID\na [2Jb\n", table.text(0));
  }
}
