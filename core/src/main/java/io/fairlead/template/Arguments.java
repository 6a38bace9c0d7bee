package io.fairlead.template;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a function is called with; places are from 0. */
public final class Arguments {
  private final String function;
  private final List<@Nullable Object> values;
  private final Execution execution;

  Arguments(String function, List<@Nullable Object> values, Execution execution) {
    this.function = function;
    this.values = Collections.unmodifiableList(values);
    this.execution = execution;
  }

  /**
   * These, where there are as many as the function takes.
   *
   * @throws Wrong where not
   */
  public Arguments count(int least, int most) {
    if (values.size() < least || values.size() > most) {
      throw new Wrong(
          function
              + " takes "
              + (least == most
                  ? Integer.toString(least)
                  : most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most)
              + (least == 1 && most == 1 ? " argument" : " arguments")
              + " and got "
              + values.size());
    }
    return this;
  }

  /** As {@link #count(int, int)}, for exactly so many. */
  public Arguments count(int exactly) {
    return count(exactly, exactly);
  }

  /** How many there are. */
  public int size() {
    return values.size();
  }

  /** All of them. */
  public List<@Nullable Object> all() {
    return values;
  }

  /** One of any kind. */
  public @Nullable Object any(int place) {
    return values.get(place);
  }

  /** A text. */
  public String text(int place) {
    if (values.get(place) instanceof String text) {
      return text;
    }
    throw unexpected(place, "a text");
  }

  /** A text, or what is taken where there is none. */
  public String text(int place, String usual) {
    return place < values.size() ? text(place) : usual;
  }

  /** A whole number. */
  public long integer(int place) {
    return switch (values.get(place)) {
      case Long number -> number;
      case Double number when number == Math.rint(number) && Math.abs(number) < 1L << 53 ->
          number.longValue();
      case null, default -> throw unexpected(place, "a whole number");
    };
  }

  /** A boolean. */
  public boolean bool(int place) {
    if (values.get(place) instanceof Boolean flag) {
      return flag;
    }
    throw unexpected(place, "true or false");
  }

  /** A list; nil is an empty one. */
  public List<?> list(int place) {
    return switch (values.get(place)) {
      case null -> List.of();
      case List<?> list -> list;
      default -> throw unexpected(place, "a list");
    };
  }

  /** A map; nil is an empty one. */
  public Dict dict(int place) {
    return switch (values.get(place)) {
      case null -> Dict.EMPTY;
      case Dict dict -> dict;
      default -> throw unexpected(place, "a map");
    };
  }

  /** Those from a place on. */
  Arguments from(int place) {
    return new Arguments(function, values.subList(place, values.size()), execution);
  }

  /** What another template of the same text writes, with this dot. */
  public String execute(String template, @Nullable Object dot) {
    return execution.written(template, dot);
  }

  /** The function that these are for. */
  public String function() {
    return function;
  }

  private Wrong unexpected(int place, String wanted) {
    return new Wrong(
        function
            + " takes "
            + wanted
            + " as argument "
            + (place + 1)
            + " and got "
            + Kinds.named(values.get(place)));
  }
}
