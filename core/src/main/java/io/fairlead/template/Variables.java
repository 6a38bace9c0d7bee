package io.fairlead.template;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variables of a run: those of the template that runs, the innermost last. */
final class Variables {
  private final List<String> names = new ArrayList<>();
  private final List<@Nullable Object> values = new ArrayList<>();
  private final List<Integer> bottoms = new ArrayList<>();

  Variables(@Nullable Object dot) {
    bottoms.add(0);
    declare("$", dot);
  }

  /** A template begins, which sees none of another's. */
  void enter(@Nullable Object dot) {
    bottoms.add(names.size());
    declare("$", dot);
  }

  /** It ends. */
  void leave() {
    back(bottoms.removeLast());
  }

  int mark() {
    return names.size();
  }

  /** Forgets those that were declared since. */
  void back(int mark) {
    names.subList(mark, names.size()).clear();
    values.subList(mark, values.size()).clear();
  }

  void declare(String name, @Nullable Object value) {
    names.add(name);
    values.add(value);
  }

  void set(String name, @Nullable Object value) {
    values.set(place(name), value);
  }

  @Nullable Object get(String name) {
    return values.get(place(name));
  }

  private int place(String name) {
    for (int i = names.size() - 1; i >= bottoms.getLast(); i--) {
      if (names.get(i).equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("the parser let " + name + " pass");
  }
}
