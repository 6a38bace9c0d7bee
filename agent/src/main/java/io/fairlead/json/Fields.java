package io.fairlead.json;

import io.fairlead.model.InvalidField;
import io.fairlead.model.IpAddress;
import io.fairlead.model.Nearest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON (or YAML) object while a record is read from it. Every error is an {@link
 * InvalidField} with the dotted path of the member ({@code checks[0].http.path}). A member that is
 * null is one that is not there. Used by one thread.
 *
 * <p>Input from people is read strictly: {@link #done} refuses members that nobody asked for, with
 * the nearest that is known. Entries of the store and answers of newer agents are read leniently.
 */
public final class Fields {
  private final String path;
  private final Map<?, ?> members;
  private final boolean strict;
  private final Set<String> asked = new LinkedHashSet<>();

  private Fields(String path, Map<?, ?> members, boolean strict) {
    this.path = path;
    this.members = members;
    this.strict = strict;
  }

  /** For input from people: {@link #done} refuses unknown members. */
  public static Fields strict(@Nullable Object value) {
    return of("", value, true);
  }

  /** As {@link #strict(Object)}, for an object that stands at {@code path} of a greater whole. */
  public static Fields strict(String path, @Nullable Object value) {
    return of(path, value, true);
  }

  /** For what programs wrote: unknown members are ignored. */
  public static Fields lenient(@Nullable Object value) {
    return of("", value, false);
  }

  private static Fields of(String path, @Nullable Object value, boolean strict) {
    if (value instanceof Map<?, ?> members) {
      return new Fields(path, members, strict);
    }
    throw new InvalidField(path.isEmpty() ? "json" : path, "must be an object, {...}");
  }

  /** Whether the member is there. */
  public boolean has(String name) {
    return get(name) != null;
  }

  /** A string that must be there. */
  public String text(String name) {
    return required(name, text(name, null));
  }

  /** A string, or {@code otherwise}. */
  public String textOr(String name, String otherwise) {
    String text = text(name, null);
    return text == null ? otherwise : text;
  }

  /** A whole number within bounds, or {@code otherwise}. */
  public long integerOr(String name, long otherwise, long least, long most) {
    Object value = get(name);
    if (value == null) {
      return otherwise;
    }
    boolean whole = value instanceof Long || value instanceof Integer;
    long number = whole ? ((Number) value).longValue() : 0;
    if (!whole || number < least || number > most) {
      throw wrong(name, "must be a whole number from " + least + " to " + most);
    }
    return number;
  }

  /** True or false, or {@code otherwise}. */
  public boolean flagOr(String name, boolean otherwise) {
    return switch (get(name)) {
      case null -> otherwise;
      case Boolean flag -> flag;
      default -> throw wrong(name, "must be true or false");
    };
  }

  /** A duration ({@code "10s"}), or {@code otherwise}. */
  public Duration durationOr(String name, Duration otherwise) {
    String text = text(name, null);
    return text == null ? otherwise : Durations.parse(path(name), text);
  }

  /** A point in time (ISO 8601, UTC) that must be there. */
  public Instant instant(String name) {
    String text = text(name);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw wrong(name, "'" + text + "' is not a time; write 2026-01-31T12:00:00Z");
    }
  }

  /** An IP address that must be there. */
  public IpAddress address(String name) {
    String text = text(name);
    return at(name, () -> IpAddress.parse(text));
  }

  /** A word of {@code type} in lower case, or {@code otherwise}. */
  public <E extends Enum<E>> E wordOr(String name, Class<E> type, E otherwise) {
    String text = text(name, null);
    if (text == null) {
      return otherwise;
    }
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String word = word(constant);
      if (word.equals(text)) {
        return constant;
      }
      words.add(word);
    }
    throw wrong(name, "'" + text + "' is none of " + String.join(", ", words));
  }

  /** How {@link #wordOr} spells a constant. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A list of strings; empty where the member is not there. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : list(name)) {
      texts.add(asText(name + "[" + texts.size() + "]", element));
    }
    return texts;
  }

  /** Strings by name; empty where the member is not there. */
  public Map<String, String> textsByName(String name) {
    Object value = get(name);
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(name, "must be an object of strings");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    map.forEach((key, text) -> texts.put(asText(name, key), asText(name + "." + key, text)));
    return texts;
  }

  /** The object of this name, read as this one is; null where it is not there. */
  public @Nullable Fields object(String name) {
    Object value = get(name);
    return value == null ? null : of(path(name), value, strict);
  }

  /** A list of objects; empty where the member is not there. */
  public List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    for (Object element : list(name)) {
      objects.add(of(path(name) + "[" + objects.size() + "]", element, strict));
    }
    return objects;
  }

  /** The value as it was parsed, or null: for members of several forms. */
  public @Nullable Object get(String name) {
    if (strict) {
      asked.add(name);
    }
    return members.get(name);
  }

  /** The names of all members that are there. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    members.keySet().forEach(name -> names.add(String.valueOf(name)));
    return names;
  }

  /** Where strict, refuses members that were not asked for. Called when all has been read. */
  public void done() {
    if (!strict) {
      return;
    }
    for (Object member : members.keySet()) {
      String name = String.valueOf(member);
      if (!asked.contains(name)) {
        String mend =
            Nearest.of(name, asked)
                .map(nearest -> "did you mean '" + nearest + "'?")
                .orElse("known are " + String.join(", ", asked));
        throw wrong(name, "is not known here; " + mend);
      }
    }
  }

  /**
   * Makes a value of the model, with the fields of its errors as paths from here: the model says
   * {@code check.interval} of what stands at {@code checks[0].interval}. Members are read before,
   * not in {@code maker}: their errors have their whole path already.
   */
  public <T> T make(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (InvalidField e) {
      int dot = e.field().indexOf('.');
      String name = e.field().substring(dot + 1);
      boolean self = dot < 0 && path.endsWith(name);
      throw new InvalidField(self ? path : path(name), reason(e));
    }
  }

  /** Makes a value of one member, with the errors named as that member. */
  public <T> T at(String name, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (InvalidField e) {
      throw wrong(name, reason(e));
    }
  }

  /** An error of this member. */
  public InvalidField wrong(String name, String message) {
    return new InvalidField(path(name), message);
  }

  /** The dotted path of a member. */
  public String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String reason(InvalidField e) {
    return String.valueOf(e.getMessage()).substring(e.field().length() + 2);
  }

  private @Nullable String text(String name, @Nullable String otherwise) {
    Object value = get(name);
    return value == null ? otherwise : asText(name, value);
  }

  private String asText(String name, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw wrong(name, "must be a string in quotes");
  }

  private List<?> list(String name) {
    Object value = get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "must be a list, [...]");
  }

  private <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw wrong(name, "is missing");
    }
    return value;
  }
}
