package io.fairlead.template;

import io.fairlead.template.Node.Command;
import io.fairlead.template.Node.Expression;
import io.fairlead.template.Node.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a template. Used by one thread. */
final class Execution {
  /** Functions whose later arguments are not looked at once the value is certain. */
  static final Set<String> LAZY = Set.of("and", "or");

  private static final int MAX_DEPTH = 500;

  /** The value of a command before, where there is none. */
  private enum Absent {
    NONE
  }

  private final Template template;
  private final Variables variables;
  private StringBuilder out = new StringBuilder();
  private String running;
  private int line;
  private int depth;

  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  Execution(Template template, @Nullable Object dot) {
    this.template = template;
    this.running = template.name();
    this.variables = new Variables(dot);
  }

  /** What the template of this name writes. */
  String written(String name, @Nullable Object dot) {
    StringBuilder outer = out;
    out = new StringBuilder();
    try {
      invoke(name, dot);
      return out.toString();
    } finally {
      out = outer;
    }
  }

  private void invoke(String name, @Nullable Object dot) {
    List<Node> body = template.body(name);
    if (body == null) {
      throw wrong("there is no template \"" + name + '"');
    }
    depth++;
    if (depth > MAX_DEPTH) {
      throw wrong("templates call each other more than " + MAX_DEPTH + " times deep");
    }
    String outer = running;
    running = name;
    variables.enter(dot);
    body(body, dot);
    variables.leave();
    running = outer;
    depth--;
  }

  private Flow body(List<Node> nodes, @Nullable Object dot) {
    for (Node node : nodes) {
      Flow flow = node(node, dot);
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow node(Node node, @Nullable Object dot) {
    switch (node) {
      case Node.Text(String text) -> write(text);
      case Node.Action(Pipeline pipeline) -> {
        Object value = assigned(pipeline, dot);
        if (pipeline.variables().isEmpty()) {
          write(value == null ? "<no value>" : Formatting.plain(value));
        }
      }
      case Node.If(Pipeline pipeline, List<Node> then, List<Node> otherwise) -> {
        int mark = variables.mark();
        boolean is = Kinds.isTrue(assigned(pipeline, dot));
        Flow flow = body(is ? then : otherwise, dot);
        variables.back(mark);
        return flow;
      }
      case Node.With(Pipeline pipeline, List<Node> then, List<Node> otherwise) -> {
        int mark = variables.mark();
        Object value = assigned(pipeline, dot);
        Flow flow = Kinds.isTrue(value) ? body(then, value) : body(otherwise, dot);
        variables.back(mark);
        return flow;
      }
      case Node.Range range -> {
        return range(range, dot);
      }
      case Node.Invoke(int at, String name, Pipeline pipeline) -> {
        line = at;
        invoke(name, pipeline == null ? null : assigned(pipeline, dot));
      }
      case Node.Break _ -> {
        return Flow.BREAK;
      }
      case Node.Continue _ -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.ON;
  }

  private Flow range(Node.Range range, @Nullable Object dot) {
    int mark = variables.mark();
    Pipeline pipeline = range.pipeline();
    Object value = value(pipeline, dot);
    Loop loop = new Loop(range, mark);
    boolean any = false;
    switch (value) {
      case null -> {}
      case Long count -> {
        for (long i = 0; i < count && loop.on; i++, any = true) {
          loop.turn(i, i);
        }
      }
      case List<?> list -> {
        long i = 0;
        for (Object one : list) {
          any = true;
          loop.turn(i++, one);
          if (!loop.on) {
            break;
          }
        }
      }
      case Dict dict -> {
        for (Map.Entry<String, @Nullable Object> one : dict.entries().entrySet()) {
          any = true;
          loop.turn(one.getKey(), one.getValue());
          if (!loop.on) {
            break;
          }
        }
      }
      default ->
          throw wrong("range goes over lists, maps and numbers, not over " + Kinds.named(value));
    }
    variables.back(mark);
    return any ? Flow.ON : body(range.otherwise(), dot);
  }

  /** One range that is gone through. */
  private final class Loop {
    private final Node.Range range;
    private final int mark;
    private boolean on = true;

    Loop(Node.Range range, int mark) {
      this.range = range;
      this.mark = mark;
    }

    void turn(Object key, @Nullable Object element) {
      List<String> names = range.pipeline().variables();
      if (names.size() == 1) {
        give(names.getFirst(), element);
      } else if (names.size() == 2) {
        give(names.getFirst(), key);
        give(names.getLast(), element);
      }
      on = body(range.each(), element) != Flow.BREAK;
      variables.back(mark);
    }

    private void give(String name, @Nullable Object value) {
      if (range.pipeline().assigns()) {
        variables.set(name, value);
      } else {
        variables.declare(name, value);
      }
    }
  }

  /** A pipeline's value, which its variable is given, too. */
  private @Nullable Object assigned(Pipeline pipeline, @Nullable Object dot) {
    Object value = value(pipeline, dot);
    for (String name : pipeline.variables()) {
      if (pipeline.assigns()) {
        variables.set(name, value);
      } else {
        variables.declare(name, value);
      }
    }
    return value;
  }

  private @Nullable Object value(Pipeline pipeline, @Nullable Object dot) {
    Object value = Absent.NONE;
    for (Command command : pipeline.commands()) {
      line = pipeline.line();
      value = command(command, dot, value);
    }
    return value;
  }

  private @Nullable Object command(Command command, @Nullable Object dot, @Nullable Object last) {
    List<Expression> words = command.words();
    Expression first = words.getFirst();
    List<Expression> rest = words.subList(1, words.size());
    return switch (first) {
      case Expression.Identifier(String name) -> call(name, rest, dot, last);
      case Expression.Field(List<String> names) -> fields(dot, names, rest, dot, last);
      case Expression.Chain(Expression of, List<String> names) ->
          fields(argument(of, dot), names, rest, dot, last);
      case Expression.Variable(String name, List<String> names) when !names.isEmpty() ->
          fields(variables.get(name), names, rest, dot, last);
      default -> {
        if (!rest.isEmpty() || last != Absent.NONE) {
          throw wrong("what is no function takes no arguments");
        }
        if (first instanceof Expression.Nil) {
          throw wrong("nil is a value for functions, not one to print or test");
        }
        yield argument(first, dot);
      }
    };
  }

  private @Nullable Object argument(Expression expression, @Nullable Object dot) {
    return switch (expression) {
      case Expression.Dot _ -> dot;
      case Expression.Nil _ -> null;
      case Expression.Constant(Object value) -> value;
      case Expression.Field(List<String> names) -> fields(dot, names, List.of(), dot, Absent.NONE);
      case Expression.Variable(String name, List<String> names) ->
          fields(variables.get(name), names, List.of(), dot, Absent.NONE);
      case Expression.Identifier(String name) -> call(name, List.of(), dot, Absent.NONE);
      case Expression.Chain(Expression of, List<String> names) ->
          fields(argument(of, dot), names, List.of(), dot, Absent.NONE);
      case Expression.Group(Pipeline pipeline) -> {
        int at = line;
        Object value = assigned(pipeline, dot);
        line = at;
        yield value;
      }
    };
  }

  /** Goes down these names; the last may be a method that takes the arguments. */
  private @Nullable Object fields(
      @Nullable Object start,
      List<String> names,
      List<Expression> rest,
      @Nullable Object dot,
      @Nullable Object last) {
    Object value = start;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      boolean end = i == names.size() - 1;
      Object next = field(value, name, end ? rest : List.of(), dot, end ? last : Absent.NONE);
      if (next == null && !end && value instanceof Dict dict && dict.entries().containsKey(name)) {
        throw wrong("." + name + " is nil and has no field " + names.get(i + 1));
      }
      value = next;
    }
    return value;
  }

  private @Nullable Object field(
      @Nullable Object of,
      String name,
      List<Expression> rest,
      @Nullable Object dot,
      @Nullable Object last) {
    Function method = of instanceof Methods methods ? methods.method(name) : null;
    if (method != null) {
      return invoke(method, name, arguments(rest, dot, last));
    }
    if (!rest.isEmpty() || last != Absent.NONE) {
      throw wrong("." + name + " is no method of " + Kinds.named(of) + " and takes no arguments");
    }
    return switch (of) {
      case null -> ofNothing(name);
      case Dict dict -> entry(dict, name);
      case Struct struct when struct.fieldNames().contains(name) -> struct.field(name);
      case Struct struct ->
          throw wrong(
              "a "
                  + struct.typeName()
                  + " has no field "
                  + name
                  + "; it has "
                  + String.join(", ", struct.fieldNames()));
      default -> throw wrong(Kinds.named(of) + " has no field " + name);
    };
  }

  private @Nullable Object ofNothing(String name) {
    if (template.options().missingKey() != Template.MissingKey.NOTHING) {
      throw wrong("there is no value to take ." + name + " of");
    }
    return null;
  }

  private @Nullable Object entry(Dict dict, String key) {
    if (dict.entries().containsKey(key)) {
      return dict.entries().get(key);
    }
    return switch (template.options().missingKey()) {
      case NOTHING -> null;
      case ZERO -> dict.zero();
      case ERROR -> throw wrong("the map has no entry \"" + key + '"');
    };
  }

  private @Nullable Object call(
      String name, List<Expression> rest, @Nullable Object dot, @Nullable Object last) {
    if (LAZY.contains(name)) {
      return lazy(name, rest, dot, last);
    }
    Function function = template.function(name);
    if (function == null) {
      throw wrong("there is no function '" + name + "'");
    }
    return invoke(function, name, arguments(rest, dot, last));
  }

  /** The first that decides, or the last. */
  private @Nullable Object lazy(
      String name, List<Expression> rest, @Nullable Object dot, @Nullable Object last) {
    if (rest.isEmpty() && last == Absent.NONE) {
      throw wrong(name + " takes at least 1 argument and got 0");
    }
    Object value = Absent.NONE;
    for (Expression one : rest) {
      value = argument(one, dot);
      if (Kinds.isTrue(value) == name.equals("or")) {
        return value;
      }
    }
    return last == Absent.NONE ? value : last;
  }

  private List<@Nullable Object> arguments(
      List<Expression> rest, @Nullable Object dot, @Nullable Object last) {
    List<@Nullable Object> values = new ArrayList<>(rest.size() + 1);
    for (Expression one : rest) {
      values.add(argument(one, dot));
    }
    if (last != Absent.NONE) {
      values.add(last);
    }
    return values;
  }

  private @Nullable Object invoke(Function function, String name, List<@Nullable Object> values) {
    try {
      return function.call(new Arguments(name, values, this));
    } catch (Wrong e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private void write(String text) {
    if (out.length() + text.length() > template.options().maxOutput()) {
      throw wrong("it writes more than " + template.options().maxOutput() + " characters");
    }
    out.append(text);
  }

  private TemplateException wrong(String message) {
    String inner = running.equals(template.name()) ? "" : "in \"" + running + "\": ";
    return new TemplateException(template.name(), line, inner + message);
  }
}
