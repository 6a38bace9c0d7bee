package io.fairlead.template;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the text, it is a template or it is refused. */
final class GarbageTest {
  private static final List<String> WORDS =
      List.of(
          "{{",
          "}}",
          "{{-",
          "-}}",
          " ",
          "\n",
          "if",
          "else",
          "end",
          "range",
          "with",
          "define",
          "template",
          "block",
          "break",
          "continue",
          ".",
          ".a",
          ".a.b",
          "$",
          "$x",
          ":=",
          "=",
          "|",
          "(",
          ")",
          ",",
          "\"t\"",
          "`r`",
          "'c'",
          "1",
          "-2.5",
          "0x1f",
          "nil",
          "true",
          "len",
          "print",
          "index",
          "/*",
          "*/",
          "text",
          "é",
          "\\",
          "\"",
          "{{end}}",
          "{{else}}",
          "{{range .a}}");

  @Test
  void anyTextIsReadOrRefusedWithItsLine() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Dict data = Dict.of(Map.of("a", List.of("x", 1L), "b", Dict.EMPTY));
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int words = random.nextInt(25); words > 0; words--) {
        text.append(WORDS.get(random.nextInt(WORDS.size())));
      }
      tryOne(text.toString(), data, seed);
    }
  }

  private static void tryOne(String text, Dict data, long seed) {
    try {
      Template.parse("t", text, Map.of(), Template.Options.USUAL).render(data);
    } catch (TemplateException e) {
      if (e.line() < 1 || e.line() > text.lines().count() + 1) {
        fail("seed " + seed + ": no line " + e.line() + " in: " + text);
      }
    } catch (RuntimeException e) {
      fail("seed " + seed + ": " + e + " for: " + text, e);
    }
  }

  @Test
  void templatesThatCallEachOtherForEverAreStopped() {
    String text = "{{define \"a\"}}{{template \"a\" .}}{{end}}{{template \"a\" .}}";
    refused(text, "500 times deep");
  }

  @Test
  void whatWritesTooMuchIsStopped() {
    refused("{{range 100000000}}0123456789{{end}}", "more than");
  }

  private static void refused(String text, String why) {
    try {
      Template.parse("t", text, Map.of(), Template.Options.USUAL).render(null);
    } catch (TemplateException e) {
      if (String.valueOf(e.getMessage()).contains(why)) {
        return;
      }
      fail(e);
    }
    fail("it went on");
  }
}
