package io.fairlead.template;

import io.fairlead.template.Node.Command;
import io.fairlead.template.Node.Expression;
import io.fairlead.template.Node.Pipeline;
import io.fairlead.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads the pipelines of a template, and knows its variables. */
final class Pipelines {
  private static final int MAX_DEPTH = 200;

  private final Cursor cursor;
  private final Predicate<String> isFunction;
  private final List<String> variables = new ArrayList<>(List.of("$"));
  private int depth;

  Pipelines(Cursor cursor, Predicate<String> isFunction) {
    this.cursor = cursor;
    this.isFunction = isFunction;
  }

  /** How many variables are known, for {@link #back}. */
  int mark() {
    return variables.size();
  }

  /** Forgets the variables that were declared since. */
  void back(int mark) {
    variables.subList(mark, variables.size()).clear();
  }

  /** Enters one more level. */
  void deeper(Token token) {
    depth++;
    if (depth > MAX_DEPTH) {
      throw cursor.wrong(token.line(), "more than " + MAX_DEPTH + " levels within each other");
    }
  }

  /** Leaves a level. */
  void shallower() {
    depth--;
  }

  /** A pipeline up to this token, which is taken. */
  Pipeline pipeline(String of, Kind end) {
    cursor.skipSpace();
    int line = cursor.peek().line();
    List<String> declared = new ArrayList<>();
    boolean assigns = declarations(of, declared);
    List<Command> commands = new ArrayList<>();
    while (true) {
      commands.add(command(of, commands.size() + 1));
      cursor.skipSpace();
      Token token = cursor.next();
      if (token.is(end)) {
        break;
      }
      if (!token.is(Kind.PIPE)) {
        throw cursor.wrong(token.line(), "unexpected " + token.shown() + " in " + of);
      }
    }
    if (!assigns) {
      variables.addAll(declared);
    }
    return new Pipeline(line, declared, assigns, commands);
  }

  /** Takes {@code $x :=}, {@code $x =} and {@code $i, $x :=}; whether they are there already. */
  private boolean declarations(String of, List<String> declared) {
    int start = cursor.mark();
    while (cursor.peek().is(Kind.VARIABLE) && cursor.peek().text().length() > 1) {
      declared.add(cursor.next().text());
      cursor.skipSpace();
      Token token = cursor.peek();
      if (token.is(Kind.DECLARE) || token.is(Kind.ASSIGN)) {
        cursor.next();
        if (declared.size() > 2 || (declared.size() == 2 && !of.equals("range"))) {
          throw cursor.wrong(token.line(), "too many variables are given a value in " + of);
        }
        if (token.is(Kind.ASSIGN)) {
          declared.forEach(variable -> requireVariable(variable, token));
        }
        return token.is(Kind.ASSIGN);
      }
      if (!token.is(Kind.COMMA) || !of.equals("range")) {
        break;
      }
      cursor.next();
      cursor.skipSpace();
    }
    cursor.back(start);
    declared.clear();
    return false;
  }

  private Command command(String of, int stage) {
    List<Expression> words = new ArrayList<>();
    while (true) {
      cursor.skipSpace();
      Token token = cursor.peek();
      if (token.is(Kind.RIGHT) || token.is(Kind.CLOSE) || token.is(Kind.PIPE)) {
        break;
      }
      words.add(operand());
      Token after = cursor.peek();
      if (!after.is(Kind.SPACE)
          && !after.is(Kind.RIGHT)
          && !after.is(Kind.CLOSE)
          && !after.is(Kind.PIPE)) {
        throw cursor.wrong(after.line(), "unexpected " + after.shown() + " in " + of);
      }
    }
    if (words.isEmpty()) {
      throw cursor.wrong(cursor.peek().line(), "a value is missing in " + of);
    }
    Expression first = words.getFirst();
    if (stage > 1
        && (first instanceof Expression.Constant
            || first instanceof Expression.Dot
            || first instanceof Expression.Nil)) {
      throw cursor.wrong(
          cursor.peek().line(), "what stands after | is no function and takes no value");
    }
    return new Command(words);
  }

  private Expression operand() {
    Token token = cursor.peek();
    Expression term = term();
    if (!cursor.peek().is(Kind.FIELD)) {
      return term;
    }
    List<String> fields = new ArrayList<>();
    while (cursor.peek().is(Kind.FIELD)) {
      fields.add(cursor.next().text().substring(1));
    }
    return switch (term) {
      case Expression.Field(List<String> names) -> new Expression.Field(joined(names, fields));
      case Expression.Variable(String variable, List<String> names) ->
          new Expression.Variable(variable, joined(names, fields));
      case Expression.Constant _, Expression.Nil _, Expression.Dot _ ->
          throw cursor.wrong(token.line(), "unexpected . after " + token.shown());
      default -> new Expression.Chain(term, List.copyOf(fields));
    };
  }

  private static List<String> joined(List<String> names, List<String> more) {
    List<String> all = new ArrayList<>(names);
    all.addAll(more);
    return List.copyOf(all);
  }

  private Expression term() {
    Token token = cursor.next();
    return switch (token.kind()) {
      case DOT -> new Expression.Dot();
      case FIELD -> new Expression.Field(List.of(token.text().substring(1)));
      case VARIABLE -> {
        requireVariable(token.text(), token);
        yield new Expression.Variable(token.text(), List.of());
      }
      case IDENTIFIER -> identifier(token);
      case NUMBER, CHARACTER, STRING, RAW_STRING -> constant(token);
      case OPEN -> {
        deeper(token);
        Pipeline pipeline = pipeline("parentheses", Kind.CLOSE);
        shallower();
        yield new Expression.Group(pipeline);
      }
      default -> throw cursor.wrong(token.line(), "unexpected " + token.shown());
    };
  }

  private Expression constant(Token token) {
    try {
      return new Expression.Constant(Constants.of(token));
    } catch (Wrong e) {
      throw cursor.wrong(token.line(), String.valueOf(e.getMessage()));
    }
  }

  private Expression identifier(Token token) {
    return switch (token.text()) {
      case "true" -> new Expression.Constant(true);
      case "false" -> new Expression.Constant(false);
      case "nil" -> new Expression.Nil();
      default -> {
        if (!isFunction.test(token.text())) {
          throw cursor.wrong(token.line(), "there is no function '" + token.text() + "'");
        }
        yield new Expression.Identifier(token.text());
      }
    };
  }

  private void requireVariable(String variable, Token where) {
    if (!variables.contains(variable)) {
      throw cursor.wrong(where.line(), "there is no variable " + variable);
    }
  }
}
