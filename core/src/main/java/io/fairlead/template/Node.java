package io.fairlead.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a template's body. Lines are of the text that it was read from, from 1. */
sealed interface Node {
  /** What is written as it stands. */
  record Text(String text) implements Node {}

  /** A pipeline whose value is printed, unless it names it. */
  record Action(Pipeline pipeline) implements Node {}

  /** One of two bodies. */
  record If(Pipeline pipeline, List<Node> then, List<Node> otherwise) implements Node {}

  /** The same, with the value as the dot of the first. */
  record With(Pipeline pipeline, List<Node> then, List<Node> otherwise) implements Node {}

  /** A body for each element, or another where there is none. */
  record Range(Pipeline pipeline, List<Node> each, List<Node> otherwise) implements Node {}

  /** Another template's body, with this value as its dot. */
  record Invoke(int line, String name, @Nullable Pipeline pipeline) implements Node {}

  /** Ends the range around it. */
  record Break() implements Node {}

  /** Goes on with the next element of the range around it. */
  record Continue() implements Node {}

  /**
   * Commands, each of which gets the value of the one before as its last argument.
   *
   * @param variables that are given the value: at most two for a range, else one
   * @param assigns whether they are there already
   */
  record Pipeline(int line, List<String> variables, boolean assigns, List<Command> commands) {
    public Pipeline {
      variables = List.copyOf(variables);
      commands = List.copyOf(commands);
    }
  }

  /** A value, or a function or method with its arguments. */
  record Command(List<Expression> words) {
    public Command {
      words = List.copyOf(words);
    }
  }

  /** What stands for a value. */
  sealed interface Expression {
    /** The dot itself. */
    record Dot() implements Expression {}

    /** {@code nil}. */
    record Nil() implements Expression {}

    /** A boolean, number or text: a {@code Boolean, Long, Double} or {@code String}. */
    record Constant(Object value) implements Expression {}

    /** {@code .a.b}. */
    record Field(List<String> names) implements Expression {}

    /** {@code $x.a.b}; the variable {@code $} is called so. */
    record Variable(String name, List<String> fields) implements Expression {}

    /** A function's name. */
    record Identifier(String name) implements Expression {}

    /** {@code (pipeline).a.b}. */
    record Chain(Expression of, List<String> fields) implements Expression {}

    /** {@code (pipeline)}. */
    record Group(Pipeline pipeline) implements Expression {}
  }
}
