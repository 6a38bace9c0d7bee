package io.fairlead.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text in Go's template language, with the templates that it defines. Immutable; may be run by
 * many threads at once.
 */
public final class Template {
  private final String name;
  private final Map<String, List<Node>> bodies;
  private final Map<String, Function> functions;
  private final Options options;

  /** What stands for an entry that a map has not. */
  public enum MissingKey {
    /** Nothing, which is printed as {@code <no value>}. */
    NOTHING,
    /** The empty value of the map's kind. */
    ZERO,
    /** An error. */
    ERROR
  }

  /**
   * How it is read and run.
   *
   * @param delimiters what its actions stand between
   * @param missingKey what stands for an entry that a map has not
   * @param maxOutput characters that it may write
   */
  public record Options(Delimiters delimiters, MissingKey missingKey, int maxOutput) {
    /** As Go has it, and at most 64 Mi characters. */
    public static final Options USUAL = new Options(Delimiters.USUAL, MissingKey.NOTHING, 64 << 20);
  }

  private Template(
      String name,
      Map<String, List<Node>> bodies,
      Map<String, Function> functions,
      Options options) {
    this.name = name;
    this.bodies = bodies;
    this.functions = functions;
    this.options = options;
  }

  /**
   * Reads a text.
   *
   * @param name for errors: the file's
   * @param functions by name, beside the language's own
   * @throws TemplateException where it is none
   */
  public static Template parse(
      String name, String text, Map<String, Function> functions, Options options) {
    Map<String, Function> all = new HashMap<>(Builtins.ALL);
    all.putAll(functions);
    Parser parser =
        new Parser(
            name,
            text,
            options.delimiters(),
            function -> all.containsKey(function) || Execution.LAZY.contains(function));
    return new Template(name, parser.bodies(), Map.copyOf(all), options);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /**
   * What it writes for this dot.
   *
   * @throws TemplateException where it cannot go on
   */
  public String render(@Nullable Object dot) {
    return new Execution(this, dot).written(name, dot);
  }

  @Nullable List<Node> body(String template) {
    return bodies.get(template);
  }

  @Nullable Function function(String function) {
    return functions.get(function);
  }

  Options options() {
    return options;
  }
}
