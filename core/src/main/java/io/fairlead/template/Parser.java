package io.fairlead.template;

import io.fairlead.template.Node.Pipeline;
import io.fairlead.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a template's text. Used once, by one thread. */
final class Parser {
  private final String name;
  private final Cursor cursor;
  private final Pipelines pipelines;
  private final Map<String, List<Node>> bodies = new HashMap<>();
  private int ranges;

  Parser(String name, String text, Delimiters delimiters, Predicate<String> isFunction) {
    this.name = name;
    this.cursor = new Cursor(name, new Lexer(name, text, delimiters).tokens());
    this.pipelines = new Pipelines(cursor, isFunction);
  }

  /** The bodies by template's name, this template's own among them. */
  Map<String, List<Node>> bodies() {
    List<Node> body = new ArrayList<>();
    while (!cursor.peek().is(Kind.END)) {
      if (startsDefinition()) {
        define();
      } else if (cursor.isKeyword(Set.of("end", "else"))) {
        throw cursor.wrong(cursor.peek().line(), "an {{end}} or {{else}} has nothing to end");
      } else {
        node(body);
      }
    }
    bodies.put(name, body);
    return bodies;
  }

  private boolean startsDefinition() {
    return cursor.isKeyword(Set.of("define"));
  }

  private void define() {
    int line = cursor.next().line();
    cursor.expectWord("define");
    String defined = cursor.string("the name of a template after define");
    cursor.close();
    int mark = pipelines.mark();
    List<Node> body = new ArrayList<>();
    int outer = ranges;
    ranges = 0;
    if (until(body, Set.of("end")) == null) {
      throw cursor.wrong(line, "{{define}} has no {{end}}");
    }
    ranges = outer;
    pipelines.back(mark);
    put(line, defined, body);
  }

  /** One of two of one name is there where the other is blank. */
  private void put(int line, String defined, List<Node> body) {
    List<Node> before = bodies.get(defined);
    if (before != null && !isBlank(before) && !isBlank(body)) {
      throw cursor.wrong(line, "the template \"" + defined + "\" is defined twice");
    }
    if (before == null || !isBlank(body)) {
      bodies.put(defined, body);
    }
  }

  private static boolean isBlank(List<Node> body) {
    return body.stream().allMatch(node -> node instanceof Node.Text(String text) && text.isBlank());
  }

  /** Reads up to an action of one of these words, which is read and given; null at the end. */
  private @Nullable String until(List<Node> body, Set<String> words) {
    while (!cursor.peek().is(Kind.END)) {
      if (cursor.isKeyword(words)) {
        cursor.next();
        cursor.skipSpace();
        String word = cursor.next().text();
        if (word.equals("end")) {
          cursor.close();
        }
        return word;
      }
      if (startsDefinition()) {
        throw cursor.wrong(cursor.peek().line(), "{{define}} stands within nothing else");
      }
      if (cursor.isKeyword(Set.of("else", "end"))) {
        throw cursor.wrong(cursor.peek().line(), "an {{else}} stands where there can be none");
      }
      node(body);
    }
    return null;
  }

  private void node(List<Node> body) {
    Token token = cursor.next();
    if (token.is(Kind.TEXT)) {
      body.add(new Node.Text(token.text()));
      return;
    }
    if (!token.is(Kind.LEFT)) {
      throw cursor.wrong(token.line(), "unexpected " + token.shown());
    }
    cursor.skipSpace();
    Token word = cursor.peek();
    switch (word.is(Kind.IDENTIFIER) ? word.text() : "") {
      case "if", "with", "range" -> body.add(control(cursor.next()));
      case "template" -> body.add(invoke(cursor.next()));
      case "block" -> body.add(block(cursor.next()));
      case "break", "continue" -> body.add(jump(cursor.next()));
      default -> {
        Pipeline pipeline = pipelines.pipeline("an action", Kind.RIGHT);
        body.add(new Node.Action(pipeline));
      }
    }
  }

  private Node jump(Token word) {
    if (ranges == 0) {
      throw cursor.wrong(word.line(), "{{" + word.text() + "}} stands in no {{range}}");
    }
    cursor.close();
    return word.text().equals("break") ? new Node.Break() : new Node.Continue();
  }

  private Node control(Token word) {
    pipelines.deeper(word);
    int mark = pipelines.mark();
    Pipeline pipeline = pipelines.pipeline(word.text(), Kind.RIGHT);
    boolean range = word.text().equals("range");
    ranges += range ? 1 : 0;
    List<Node> then = new ArrayList<>();
    String ended = until(then, Set.of("end", "else"));
    ranges -= range ? 1 : 0;
    List<Node> otherwise = new ArrayList<>();
    if ("else".equals(ended)) {
      otherwise(word, otherwise);
    } else if (ended == null) {
      throw cursor.wrong(word.line(), "{{" + word.text() + "}} has no {{end}}");
    }
    pipelines.back(mark);
    pipelines.shallower();
    return switch (word.text()) {
      case "if" -> new Node.If(pipeline, then, otherwise);
      case "with" -> new Node.With(pipeline, then, otherwise);
      default -> new Node.Range(pipeline, then, otherwise);
    };
  }

  /** What follows an {@code else}: another condition of the same kind, or a body. */
  private void otherwise(Token word, List<Node> otherwise) {
    cursor.skipSpace();
    Token next = cursor.peek();
    if (next.is(Kind.IDENTIFIER) && !word.text().equals("range")) {
      if (!next.text().equals(word.text())) {
        throw cursor.wrong(
            next.line(), "after {{else of {{" + word.text() + "}} stands }} or " + word.text());
      }
      otherwise.add(control(cursor.next()));
      return;
    }
    cursor.close();
    if (until(otherwise, Set.of("end")) == null) {
      throw cursor.wrong(word.line(), "{{" + word.text() + "}} has no {{end}}");
    }
  }

  private Node invoke(Token word) {
    String called = cursor.string("the name of a template in double quotes after template");
    return new Node.Invoke(word.line(), called, argument());
  }

  private @Nullable Pipeline argument() {
    cursor.skipSpace();
    if (cursor.peek().is(Kind.RIGHT)) {
      cursor.next();
      return null;
    }
    return pipelines.pipeline("template", Kind.RIGHT);
  }

  private Node block(Token word) {
    String defined = cursor.string("the name of a template in double quotes after block");
    Pipeline pipeline = pipelines.pipeline("block", Kind.RIGHT);
    int mark = pipelines.mark();
    List<Node> body = new ArrayList<>();
    if (until(body, Set.of("end")) == null) {
      throw cursor.wrong(word.line(), "{{block}} has no {{end}}");
    }
    pipelines.back(mark);
    put(word.line(), defined, body);
    return new Node.Invoke(word.line(), defined, pipeline);
  }
}
