package io.fairlead.balancer.template;

import io.fairlead.template.Arguments;
import io.fairlead.template.Dict;
import io.fairlead.template.Function;
import io.fairlead.template.Struct;
import io.fairlead.template.Wrong;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** consul-template's functions of lists and maps. */
final class ListFunctions {
  static final Map<String, Function> ALL = all();

  private static final long LONGEST = 10_000_000;

  private ListFunctions() {}

  private static Map<String, Function> all() {
    Map<String, Function> all = new HashMap<>();
    all.put("in", of -> holds(of.count(2).any(0), of.any(1)));
    all.put("contains", of -> holds(of.count(2).any(1), of.any(0)));
    all.put("containsAll", of -> of.list(0).stream().allMatch(one -> holds(of.any(1), one)));
    all.put("containsAny", of -> of.list(0).stream().anyMatch(one -> holds(of.any(1), one)));
    all.put("containsNone", of -> of.list(0).stream().noneMatch(one -> holds(of.any(1), one)));
    all.put("containsNotAll", of -> !of.list(0).stream().allMatch(one -> holds(of.any(1), one)));
    all.put("join", ListFunctions::joined);
    all.put("loop", ListFunctions::loop);
    all.put("byTag", ListFunctions::byTag);
    all.put("byPort", ListFunctions::byPort);
    all.put("byMeta", ListFunctions::byMeta);
    all.put("byKey", ListFunctions::byKey);
    all.put("explode", of -> exploded(pairs(of)));
    all.put("explodeMap", of -> exploded(of.count(1).dict(0).entries()));
    all.put("mergeMap", of -> merged(of.count(2).dict(1), of.dict(0)));
    all.put("mergeMapWithOverride", of -> merged(of.count(2).dict(0), of.dict(1)));
    return all;
  }

  private static boolean holds(@Nullable Object in, @Nullable Object what) {
    return switch (in) {
      case null -> false;
      case String text -> what instanceof String part && text.contains(part);
      case List<?> list -> list.stream().anyMatch(one -> Objects.equals(one, what));
      default -> throw new Wrong("only lists and texts hold something");
    };
  }

  private static Object joined(Arguments of) {
    List<String> texts = new ArrayList<>();
    for (Object one : of.count(2).list(1)) {
      texts.add(String.valueOf(one));
    }
    return String.join(of.text(0), texts);
  }

  private static Object loop(Arguments of) {
    of.count(1, 2);
    long from = of.size() == 1 ? 0 : whole(of, 0);
    long to = whole(of, of.size() - 1);
    if (to - from > LONGEST) {
      throw new Wrong("loop goes over at most " + LONGEST);
    }
    return LongStream.range(from, to).boxed().toList();
  }

  private static long whole(Arguments of, int place) {
    return of.any(place) instanceof String text ? NumberFunctions.whole(text) : of.integer(place);
  }

  private static Object byTag(Arguments of) {
    SortedMap<String, @Nullable Object> groups = new TreeMap<>();
    for (Object one : of.count(1).list(0)) {
      if (struct(one).field("Tags") instanceof List<?> tags) {
        tags.forEach(tag -> add(groups, String.valueOf(tag), one));
      }
    }
    return new Dict(groups, List.of());
  }

  private static Object byPort(Arguments of) {
    SortedMap<String, @Nullable Object> groups = new TreeMap<>();
    for (Object one : of.count(1).list(0)) {
      add(groups, String.valueOf(struct(one).field("Port")), one);
    }
    return new Dict(groups, List.of());
  }

  /** Grouped by the values of these metadata; one that has none of a name is under _no_NAME_. */
  private static Object byMeta(Arguments of) {
    SortedMap<String, @Nullable Object> groups = new TreeMap<>();
    for (Object one : of.count(2).list(1)) {
      List<String> values = new ArrayList<>();
      for (String part : of.text(0).split(",", -1)) {
        values.add(meta(struct(one), part.strip()));
      }
      add(groups, String.join("_", values), one);
    }
    return new Dict(groups, List.of());
  }

  private static String meta(Struct service, String part) {
    String name = TextFunctions.withoutSuffix("|int", part);
    boolean number = !name.equals(part);
    Object value =
        service.field("ServiceMeta") instanceof Dict meta ? meta.entries().get(name) : null;
    if (value == null) {
      return number ? "00000" : "_no_" + name + "_";
    }
    return number
        ? String.format(Locale.ROOT, "%05d", NumberFunctions.whole(String.valueOf(value)))
        : String.valueOf(value).replaceAll("[^a-zA-Z0-9_]", "_");
  }

  /** Pairs by the first part of their keys, and there by the rest. */
  private static Object byKey(Arguments of) {
    SortedMap<String, @Nullable Object> groups = new TreeMap<>();
    for (Object one : of.count(1).list(0)) {
      String key = String.valueOf(struct(one).field("Key"));
      int at = key.indexOf('/');
      if (at > 0) {
        Object before = groups.get(key.substring(0, at));
        SortedMap<String, @Nullable Object> inner =
            new TreeMap<>(before instanceof Dict dict ? dict.entries() : new TreeMap<>());
        String rest = key.substring(at + 1);
        Struct pair = struct(one);
        inner.put(
            rest,
            Shapes.pair(
                String.valueOf(pair.field("Path")), rest, String.valueOf(pair.field("Value"))));
        groups.put(key.substring(0, at), new Dict(inner, null));
      }
    }
    return new Dict(groups, Dict.EMPTY);
  }

  private static void add(SortedMap<String, @Nullable Object> groups, String name, Object one) {
    List<Object> all = new ArrayList<>();
    if (groups.get(name) instanceof List<?> before) {
      all.addAll(before);
    }
    all.add(one);
    groups.put(name, all);
  }

  private static SortedMap<String, @Nullable Object> pairs(Arguments of) {
    SortedMap<String, @Nullable Object> pairs = new TreeMap<>();
    for (Object one : of.count(1).list(0)) {
      pairs.put(String.valueOf(struct(one).field("Key")), struct(one).field("Value"));
    }
    return pairs;
  }

  /** Keys with slashes as maps within maps. */
  private static Dict exploded(SortedMap<String, @Nullable Object> pairs) {
    SortedMap<String, @Nullable Object> top = new TreeMap<>();
    Map<String, SortedMap<String, @Nullable Object>> inner = new TreeMap<>();
    pairs.forEach(
        (key, value) -> {
          String plain = TextFunctions.withoutPrefix("/", key);
          int at = plain.indexOf('/');
          if (at < 0) {
            top.put(plain, value);
          } else {
            inner
                .computeIfAbsent(plain.substring(0, at), name -> new TreeMap<>())
                .put(plain.substring(at + 1), value);
          }
        });
    for (Map.Entry<String, SortedMap<String, @Nullable Object>> one : inner.entrySet()) {
      String name = one.getKey();
      SortedMap<String, @Nullable Object> below = one.getValue();
      if (top.containsKey(name)) {
        throw new Wrong("'" + name + "' is a key and has keys below it, which no map can hold");
      }
      top.put(name, exploded(below));
    }
    return new Dict(top, null);
  }

  /** The first, with what of the second it has not, or has otherwise. */
  private static Dict merged(Dict base, Dict over) {
    SortedMap<String, @Nullable Object> all = new TreeMap<>(base.entries());
    over.entries()
        .forEach(
            (key, value) ->
                all.merge(
                    key,
                    value == null ? "" : value,
                    (before, after) ->
                        before instanceof Dict a && after instanceof Dict b
                            ? merged(a, b)
                            : after));
    return new Dict(all, null);
  }

  private static Struct struct(@Nullable Object one) {
    if (one instanceof Struct struct) {
      return struct;
    }
    throw new Wrong("that is not a list of services or keys");
  }
}
